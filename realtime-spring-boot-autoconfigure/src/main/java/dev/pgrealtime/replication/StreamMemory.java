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

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * What is remembered from one connection to the next, to tell whether the stream goes on
 * where it was. Belongs to the reader thread.
 */
final class StreamMemory {

	private final PendingGaps gaps = new PendingGaps();

	private @Nullable ServerIdentity server;

	private boolean slotSeen;

	private boolean noted;

	private boolean firsthand;

	private @Nullable String dropped;

	private @Nullable String process;

	private boolean lingering;

	private @Nullable Lsn delivered;

	private @Nullable PublicationState publication;

	private @Nullable OpenWriters writers;

	private boolean stuck;

	PendingGaps gaps() {
		return this.gaps;
	}

	/**
	 * Return what was delivered, or belongs to a gap.
	 * @return the position before which that is everything, or {@code null} if it is
	 * unknown because nobody or somebody else has streamed
	 */
	@Nullable Lsn delivered() {
		return this.delivered;
	}

	@Nullable ServerIdentity server() {
		return this.server;
	}

	/**
	 * Return whether this is remembered from a stream of our own.
	 * @return {@code false} if it is what {@link #recall} was told, or nothing
	 */
	boolean isFirsthand() {
		return this.firsthand;
	}

	/**
	 * Remember what was noted by whoever has streamed before.
	 * @param note the note, or {@code null} if there is none
	 */
	void recall(@Nullable SlotNote note) {
		this.noted = note != null;
		this.server = (note != null) ? note.server() : null;
		this.delivered = (note != null) ? note.left() : null;
	}

	/**
	 * Return what is to be noted for whoever streams next.
	 * @param slot the name of the slot
	 * @param server the server
	 * @param left the position that it is left at, or {@code null} while it is streamed
	 * from
	 * @return the note, by which a gap will be found again that nobody was told of, and
	 * with it what comes before a gap that lies ahead
	 */
	SlotNote note(String slot, ServerIdentity server, @Nullable Lsn left) {
		Lsn untold = this.gaps.untold();
		return new SlotNote(slot, server, (untold != null) ? earlier(untold, this.delivered) : left);
	}

	private static Lsn earlier(Lsn untold, @Nullable Lsn delivered) {
		return (delivered != null && untold.isAfter(delivered)) ? delivered : untold;
	}

	/**
	 * Return whether a slot is used by somebody else. What it had confirmed is of no use
	 * any more then.
	 * @param slot the slot
	 * @return {@code true} if its process is not the one that served us
	 */
	boolean isUsedByOthers(ReplicationSlot slot) {
		this.slotSeen |= slot.confirmed().isAfter(Lsn.INVALID);
		this.lingering = slot.activeProcess() != null && slot.activeProcess().equals(this.process);
		boolean used = slot.activeProcess() != null && !this.lingering;
		if (used && slot.streamed()) {
			this.delivered = null;
		}
		return used;
	}

	/**
	 * The slot is in use, although it did not seem so: either our own former process has
	 * not ended, or somebody else has been faster.
	 */
	void refused() {
		if (!this.lingering) {
			this.delivered = null;
		}
	}

	/**
	 * Return why a slot cannot send what follows on that what was delivered. Whoever
	 * makes a slot anew cannot give it an earlier position than the present end of the
	 * WAL, and a slot that stands no later than what was delivered leaves out nothing,
	 * whoever made it.
	 * @param slot the slot, or {@code null} if there is none
	 * @param server the server
	 * @return the reason, or {@code null} if it can
	 */
	@Nullable String lossOf(@Nullable ReplicationSlot slot, ServerIdentity server) {
		if (this.server != null && isOther(server)) {
			return "the server is another one, with system identifier %s instead of %s".formatted(server.systemId(),
					this.server.systemId());
		}
		if (slot == null) {
			return (this.dropped != null) ? this.dropped
					: (this.slotSeen || this.noted) ? "it does not exist any more" : null;
		}
		if (slot.lost() != null) {
			return slot.lost();
		}
		return (this.delivered != null && slot.confirmed().isAfter(this.delivered))
				? "somebody has moved it, or made it anew: it stands at %s, and was confirmed up to %s"
					.formatted(slot.confirmed(), this.delivered)
				: null;
	}

	/**
	 * Return whether positions of what was streamed before mean nothing here.
	 * @param server the server
	 * @return {@code true} if it is another one
	 */
	boolean isOther(ServerIdentity server) {
		return this.server != null && !this.server.systemId().equals(server.systemId());
	}

	/**
	 * We have dropped the slot.
	 * @param reason why
	 */
	void dropped(String reason) {
		this.dropped = reason;
	}

	/**
	 * Everything is ready for a stream, and what would be missing belongs to a gap.
	 * @param server the server
	 * @param from the position from which it will send
	 * @param publication the publication
	 */
	void prepared(ServerIdentity server, Lsn from, PublicationState publication) {
		this.server = server;
		this.slotSeen = true;
		this.firsthand = true;
		this.dropped = null;
		this.delivered = from;
		this.publication = publication;
		this.stuck = false;
	}

	/**
	 * A stream begins.
	 * @param process the process of the server that sends
	 */
	void streaming(String process) {
		this.process = process;
	}

	/**
	 * A stream has ended.
	 * @param confirmed the position that was confirmed, or {@link Lsn#INVALID}
	 * @param publication the publication when it was last seen untouched
	 */
	void ended(Lsn confirmed, PublicationState publication) {
		this.publication = publication;
		confirmed(confirmed);
	}

	/**
	 * The handler is done with a part of the stream.
	 * @param confirmed the position that was confirmed, or {@link Lsn#INVALID}
	 */
	void confirmed(Lsn confirmed) {
		if (confirmed.isAfter(Lsn.INVALID)) {
			this.delivered = confirmed;
			this.gaps.confirmed(confirmed);
		}
	}

	/**
	 * The server cannot decode what comes next, because the publication did not exist
	 * when it was written. Only versions before 18 stop there.
	 */
	void stuck() {
		this.stuck = true;
	}

	/**
	 * The publication was set right while others were writing.
	 * @param writers who, or {@code null} if there are none, or they have ended
	 */
	void writers(@Nullable OpenWriters writers) {
		this.writers = writers;
	}

	@Nullable OpenWriters writers() {
		return this.writers;
	}

	boolean isStuck() {
		return this.stuck;
	}

	/**
	 * Return the publication when it was last seen untouched.
	 * @return the state, or {@code null} if it never was
	 */
	@Nullable PublicationState publication() {
		return this.publication;
	}

	/**
	 * The slot was there before the publication, so it has passed changes that were not
	 * published.
	 * @param from the position of the slot
	 */
	void publicationAbsent(Lsn from) {
		if (this.publication == null) {
			this.publication = PublicationState.absent(from);
		}
	}

}
