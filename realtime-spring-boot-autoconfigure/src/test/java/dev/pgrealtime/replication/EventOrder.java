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
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The events that a listener has to see one after another: all of them, or those of one
 * key and the truncates.
 */
final class EventOrder {

	private final SimulatedListener listener;

	private final List<SimulatedEvent> events = new ArrayList<>();

	/** The first event that is not done, unless some before it are excused. */
	private int cursor;

	private int last = -1;

	private int lastConnection = -1;

	private boolean lastDone;

	/** The newest event that was ever handled with success, and the one that was last. */
	private int newest = -1;

	private int latest = -1;

	EventOrder(SimulatedListener listener) {
		this.listener = listener;
	}

	void add(SimulatedEvent event) {
		event.places(this.listener).add(new Place(this, this.events.size()));
		this.events.add(event);
	}

	private @Nullable String begin(int index, int connection) {
		while (this.cursor < this.events.size() && isSettled(this.events.get(this.cursor))) {
			this.cursor++;
		}
		if (index > this.cursor) {
			return "I1/I2/I10: it comes before %s is done, and no gap was told".formatted(this.events.get(this.cursor));
		}
		if (connection < this.lastConnection) {
			return "I2: it comes with connection %d, after %s with connection %d".formatted(connection,
					this.events.get(this.last), this.lastConnection);
		}
		if (connection == this.lastConnection && index < this.last) {
			return "I2: it comes after %s".formatted(this.events.get(this.last));
		}
		if (connection == this.lastConnection && index == this.last && this.lastDone) {
			return "I3: it comes twice on one connection";
		}
		this.last = index;
		this.lastConnection = connection;
		this.lastDone = false;
		return null;
	}

	private boolean isSettled(SimulatedEvent event) {
		return event.isDone(this.listener) || event.transaction().isExcused();
	}

	private void succeed(int index) {
		this.lastDone = true;
		this.latest = index;
		this.newest = Math.max(this.newest, index);
	}

	/**
	 * Return what is wrong with the state that the listener is left with.
	 * @return a description, or {@code null} if nothing is
	 */
	@Nullable String stale() {
		for (int i = this.latest + 1; i <= this.newest; i++) {
			SimulatedEvent event = this.events.get(i);
			if (!event.transaction().isPassed() && !event.isParked(this.listener)) {
				return "I2/I5: %s has last seen %s, and %s before".formatted(this.listener,
						this.events.get(this.latest), this.events.get(this.newest));
			}
		}
		return null;
	}

	/**
	 * The place of an event in an order.
	 *
	 * @param order the order
	 * @param index its index there
	 */
	record Place(EventOrder order, int index) {

		@Nullable String begin(int connection) {
			return this.order.begin(this.index, connection);
		}

		void succeed() {
			this.order.succeed(this.index);
		}

	}

}
