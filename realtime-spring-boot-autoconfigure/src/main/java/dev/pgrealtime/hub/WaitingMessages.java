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

package dev.pgrealtime.hub;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for a subscriber, in their order. Some of them may still have to
 * be decided about, and hold up those behind them. Not safe for use by several threads.
 */
final class WaitingMessages {

	private final Deque<Place> places = new ArrayDeque<>();

	private long bytes;

	int size() {
		return this.places.size();
	}

	/**
	 * Return whether there is room for another message.
	 * @param limits how much may wait
	 * @param size the size of the message
	 * @return {@code false} if it may not wait, too
	 */
	boolean hasRoomFor(BufferLimits limits, long size) {
		return this.places.size() < limits.messages() && (this.bytes == 0 || this.bytes + size <= limits.bytes());
	}

	boolean isEmpty() {
		return this.places.isEmpty();
	}

	/**
	 * Return whether there is something to take.
	 * @return {@code false} if nothing waits, or the first is not decided yet
	 */
	boolean isReady() {
		Place first = this.places.peek();
		return first != null && first.decided;
	}

	void add(HubMessage message) {
		add(new Place(message, message.size()));
	}

	void addFirst(HubMessage message) {
		this.places.addFirst(new Place(message, message.size()));
		this.bytes += message.size();
	}

	private void add(Place place) {
		this.places.add(place);
		this.bytes += place.size;
	}

	private Place remove() {
		Place place = this.places.remove();
		this.bytes -= place.size;
		return place;
	}

	/**
	 * Keep a place for what is not decided yet.
	 * @param size the size that it is going to have at most, or nearly so
	 * @return the place
	 */
	Place reserve(int size) {
		Place place = new Place(null, size);
		add(place);
		return place;
	}

	/**
	 * Decide about a message. Does nothing if its place was cleared meanwhile. One that
	 * says to reload covers all before it.
	 * @param place the place that was kept
	 * @param message the message, or {@code null} if there is to be none
	 */
	void decide(Place place, @Nullable HubMessage message) {
		place.decided = true;
		place.message = message;
		if (message instanceof HubMessage.Refresh && this.places.contains(place)) {
			while (this.places.peek() != place) {
				remove();
			}
		}
		removeEmpty();
	}

	/**
	 * Forget what is not decided yet, and what is behind it.
	 */
	void clearUndecided() {
		while (this.places.stream().anyMatch((place) -> !place.decided)) {
			this.bytes -= this.places.removeLast().size;
		}
	}

	@Nullable HubMessage poll() {
		if (!isReady()) {
			return null;
		}
		HubMessage message = remove().message;
		removeEmpty();
		return message;
	}

	private void removeEmpty() {
		while (isReady() && this.places.element().message == null) {
			remove();
		}
	}

	void clear() {
		this.places.clear();
		this.bytes = 0;
	}

	/**
	 * The place of a message.
	 */
	static final class Place {

		private final int size;

		private @Nullable HubMessage message;

		private boolean decided;

		private Place(@Nullable HubMessage message, int size) {
			this.size = size;
			this.message = message;
			this.decided = message != null;
		}

	}

}
