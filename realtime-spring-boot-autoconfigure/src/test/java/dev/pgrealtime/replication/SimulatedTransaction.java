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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.pgoutput.MessageBytes;

/**
 * A transaction in the WAL, and what is known about how far it has been delivered.
 */
final class SimulatedTransaction {

	private final int number;

	private final long firstLsn;

	private final List<SimulatedChange> changes;

	private final boolean swapped;

	private final List<SimulatedEvent> events = new ArrayList<>();

	private final long commitLsn;

	private final long endLsn;

	private boolean published = true;

	private boolean lost;

	private boolean passed;

	private boolean committedTold;

	private boolean excused;

	/**
	 * Commit a transaction.
	 * @param number its number, from 1
	 * @param firstLsn where the WAL ends when it begins
	 * @param changes what it does
	 * @param swapped whether the columns of the tables stand the other way round
	 */
	SimulatedTransaction(int number, long firstLsn, List<SimulatedChange> changes, boolean swapped) {
		this.number = number;
		this.firstLsn = firstLsn;
		this.changes = List.copyOf(changes);
		this.swapped = swapped;
		this.commitLsn = firstLsn + 8L * (changes.size() + 1);
		this.endLsn = this.commitLsn + 8;
		for (SimulatedChange change : changes) {
			for (int i = 0; i < change.events(); i++) {
				this.events.add(new SimulatedEvent(this, this.events.size() + 1, change,
						(change.kind() == SimulatedChange.Kind.TRUNCATE_ALL) ? i : change.table()));
			}
		}
	}

	int number() {
		return this.number;
	}

	long commitLsn() {
		return this.commitLsn;
	}

	long endLsn() {
		return this.endLsn;
	}

	List<SimulatedChange> changes() {
		return this.changes;
	}

	List<SimulatedEvent> events() {
		return this.events;
	}

	boolean swapped() {
		return this.swapped;
	}

	long lsnOf(int change) {
		return this.firstLsn + 8L * (change + 1);
	}

	/**
	 * Return whether the publication named its tables when it was written.
	 * @return whether the server sends it
	 */
	boolean isPublished() {
		return this.published;
	}

	void unpublish() {
		this.published = false;
	}

	/** The slot was moved beyond it. */
	void pass() {
		this.lost |= !isComplete();
		this.passed = true;
	}

	/**
	 * Return whether the slot was moved beyond it, whatever had been done by then.
	 * @return whether it does not come again
	 */
	boolean isPassed() {
		return this.passed;
	}

	/**
	 * Return whether the server cannot send it any more.
	 * @return whether only a gap can tell of it
	 */
	boolean isGone() {
		return this.lost || !this.published;
	}

	/**
	 * Return whether nobody waits for it any more, as a gap was told that it lies in, or
	 * all memory of what was lost has gone with the process.
	 * @return whether it need not be delivered
	 */
	boolean isExcused() {
		return this.excused;
	}

	void excuse() {
		this.excused = true;
	}

	/** {@code TransactionCommitted} was published. */
	void committedTold() {
		this.committedTold = true;
	}

	boolean isComplete() {
		if (this.excused || this.events.isEmpty()) {
			return true;
		}
		if (!this.committedTold) {
			return false;
		}
		for (SimulatedEvent event : this.events) {
			if (!event.isDoneByAll()) {
				return false;
			}
		}
		return true;
	}

	byte[] encodeBegin() {
		return MessageBytes.message('B').int64(this.commitLsn).int64(time()).int32(700 + this.number).toByteArray();
	}

	byte[] encodeCommit() {
		return MessageBytes.message('C').int8(0).int64(this.commitLsn).int64(this.endLsn).int64(time()).toByteArray();
	}

	private long time() {
		return Duration.ofSeconds(this.number).toNanos() / 1000;
	}

	@Override
	public String toString() {
		return "transaction %d at %s, %s".formatted(this.number, new Lsn(this.commitLsn), this.changes);
	}

}
