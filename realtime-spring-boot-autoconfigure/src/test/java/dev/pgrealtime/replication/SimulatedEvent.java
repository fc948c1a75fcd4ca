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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;

/**
 * An event that is to be delivered, and what has become of it at each listener.
 */
final class SimulatedEvent {

	private static final int LISTENERS = SimulatedListener.values().length;

	private final SimulatedTransaction transaction;

	private final int ordinal;

	private final SimulatedChange change;

	private final int table;

	/** How many attempts fail before the first that does not, by listener. */
	private final int[] failures = new int[LISTENERS];

	private final boolean[] done = new boolean[LISTENERS];

	private final boolean[] parked = new boolean[LISTENERS];

	/** On which connection it came that was done with, by listener. */
	private final int[] doneOn = new int[LISTENERS];

	private final int[] attempts = new int[LISTENERS];

	private final int[] attemptedOn = new int[LISTENERS];

	private final List<List<EventOrder.Place>> places = new ArrayList<>();

	SimulatedEvent(SimulatedTransaction transaction, int ordinal, SimulatedChange change, int table) {
		this.transaction = transaction;
		this.ordinal = ordinal;
		this.change = change;
		this.table = table;
		for (int i = 0; i < LISTENERS; i++) {
			this.places.add(new ArrayList<>(1));
		}
		Arrays.fill(this.attemptedOn, -1);
	}

	SimulatedTransaction transaction() {
		return this.transaction;
	}

	SimulatedChange change() {
		return this.change;
	}

	int table() {
		return this.table;
	}

	EventPosition position() {
		return new EventPosition(new Lsn(this.transaction.commitLsn()), this.ordinal);
	}

	void failures(SimulatedListener listener, int count) {
		this.failures[listener.ordinal()] = count;
	}

	/**
	 * Return whether the attempt that begins fails.
	 * @param listener the listener
	 * @return whether it throws
	 */
	boolean fails(SimulatedListener listener) {
		return this.failures[listener.ordinal()]-- > 0;
	}

	List<EventOrder.Place> places(SimulatedListener listener) {
		return this.places.get(listener.ordinal());
	}

	/**
	 * Count an attempt that has failed.
	 * @param listener the listener
	 * @param connection the connection that the event came with
	 * @return how many have failed since it came
	 */
	int failed(SimulatedListener listener, int connection) {
		int i = listener.ordinal();
		if (this.attemptedOn[i] != connection) {
			this.attemptedOn[i] = connection;
			this.attempts[i] = 0;
		}
		return ++this.attempts[i];
	}

	void done(SimulatedListener listener, int connection) {
		this.done[listener.ordinal()] = true;
		this.doneOn[listener.ordinal()] = connection;
	}

	void park(SimulatedListener listener) {
		this.parked[listener.ordinal()] = true;
	}

	/**
	 * Return whether a person has to see to it.
	 * @param listener the listener
	 * @return whether it was parked, be it after it was done
	 */
	boolean isParked(SimulatedListener listener) {
		return this.parked[listener.ordinal()];
	}

	boolean isDone(SimulatedListener listener) {
		return this.done[listener.ordinal()];
	}

	int doneOn(SimulatedListener listener) {
		return this.doneOn[listener.ordinal()];
	}

	boolean isDoneByAll() {
		for (boolean each : this.done) {
			if (!each) {
				return false;
			}
		}
		return true;
	}

	@Override
	public String toString() {
		return "event %s (%s)".formatted(position(), this.change);
	}

}
