/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.pgrealtime.replication;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * A server: its WAL, one slot, and at most one process that sends from it. It resumes at
 * the position that the slot has confirmed, with the first transaction whose commit does
 * not stand before it, from its beginning.
 */
final class SimulatedServer {

	static final ServerIdentity IDENTITY = new ServerIdentity("7312", "1");

	private final List<SimulatedTransaction> wal = new ArrayList<>();

	private final RandomGenerator random;

	private final Deque<Status> statuses = new ArrayDeque<>();

	private long end = 1000;

	private boolean slot;

	private long confirmed;

	/** What the slot is set back to when the server crashes. */
	private long flushed;

	private @Nullable String lost;

	private @Nullable SimulatedWalsender walsender;

	private int processes;

	private String comment = "";

	private boolean publishing = true;

	private int interrupted;

	private int sentOfInterrupted;

	SimulatedServer(RandomGenerator random) {
		this.random = random;
	}

	List<SimulatedTransaction> wal() {
		return this.wal;
	}

	long end() {
		return this.end;
	}

	void commit(SimulatedTransaction transaction) {
		if (!this.publishing) {
			transaction.unpublish();
		}
		this.wal.add(transaction);
		this.end = transaction.endLsn();
	}

	/** Somebody writes what is not published. */
	void writeOther() {
		this.end += 8L * (1 + this.random.nextInt(20));
	}

	/**
	 * Return the slot as the catalogue shows it.
	 * @return the slot, or {@code null} if there is none
	 */
	@Nullable ReplicationSlot slot() {
		SimulatedWalsender walsender = this.walsender;
		return this.slot ? new ReplicationSlot(new Lsn(this.confirmed),
				(walsender != null) ? walsender.process() : null, walsender != null, 0, null, false, this.lost) : null;
	}

	long confirmed() {
		return this.slot ? this.confirmed : 0;
	}

	/**
	 * Write a note, as the comment of the publication.
	 * @param note the note
	 */
	void note(SlotNote note) {
		this.comment = note.toString();
	}

	@Nullable SlotNote note() {
		return SlotNote.parse(this.comment);
	}

	/**
	 * Make the slot, at the end of the WAL, whether or not there is one.
	 * @return its position
	 */
	Lsn makeSlot() {
		this.slot = true;
		this.lost = null;
		moveSlot(this.end);
		return new Lsn(this.end);
	}

	/** Somebody else moves the slot. */
	void advanceSlot() {
		if (this.slot && this.lost == null) {
			moveSlot(this.end);
		}
	}

	private void moveSlot(long position) {
		this.confirmed = position;
		this.flushed = position;
	}

	void dropSlot() {
		this.slot = false;
	}

	void invalidateSlot() {
		if (this.slot) {
			this.lost = "wal_removed";
		}
	}

	/**
	 * Somebody takes the tables out of the publication.
	 */
	void unpublish() {
		this.publishing = false;
	}

	boolean isPublishing() {
		return this.publishing;
	}

	void publishAgain() {
		this.publishing = true;
	}

	/**
	 * Begin to send.
	 * @param resumesMidTransaction whether to do so where the last process ended, as no
	 * server does
	 * @return the process
	 * @throws SQLException if there is no slot to send from, or it is in use
	 */
	SimulatedWalsender start(boolean resumesMidTransaction) throws SQLException {
		if (!this.slot) {
			throw new SQLException("there is no slot", ReplicationErrors.UNDEFINED_OBJECT);
		}
		SimulatedWalsender before = this.walsender;
		if (before != null) {
			throw new SQLException("the slot is in use", ReplicationErrors.OBJECT_IN_USE);
		}
		SimulatedWalsender walsender = new SimulatedWalsender(this, String.valueOf(++this.processes), this.confirmed,
				this.random);
		if (resumesMidTransaction) {
			walsender.leaveOut(this.interrupted, this.sentOfInterrupted);
		}
		this.walsender = walsender;
		return walsender;
	}

	/** The process that sends has noticed that nobody takes it any more. */
	void endWalsender() {
		if (this.walsender != null) {
			this.interrupted = this.walsender.current();
			this.sentOfInterrupted = this.walsender.sent();
		}
		this.walsender = null;
		this.statuses.clear();
	}

	/** All processes end, and what the slot had not written down is forgotten. */
	void crash() {
		endWalsender();
		this.confirmed = this.flushed;
	}

	/** The slot is written down. */
	void checkpoint() {
		this.flushed = this.confirmed;
	}

	/**
	 * A status update is on its way.
	 * @param confirmed what it confirms
	 * @param replyRequested whether it wants an answer
	 */
	void send(Lsn confirmed, boolean replyRequested) {
		this.statuses.add(new Status(confirmed, replyRequested));
	}

	/**
	 * Take the next status update that is on its way.
	 * @return whether there was one
	 */
	boolean takeStatus() {
		Status status = this.statuses.poll();
		if (status == null) {
			return false;
		}
		if (this.slot && this.lost == null) {
			this.confirmed = Math.max(this.confirmed, status.confirmed().value());
		}
		if (status.replyRequested() && this.walsender != null) {
			this.walsender.requestReply();
		}
		return true;
	}

	private record Status(Lsn confirmed, boolean replyRequested) {

	}

}
