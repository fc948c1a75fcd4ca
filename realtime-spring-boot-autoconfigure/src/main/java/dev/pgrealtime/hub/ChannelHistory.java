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
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;

/**
 * The latest events of a channel, so that who was away for a while goes on where it
 * stopped. Safe for use by several threads, none of which holds up another for long.
 * <p>
 * Every event gets a number as it is appended, before it is offered to subscribers. A
 * subscriber is first made known to the publisher, and then told the last number there
 * is: everything up to it comes out of the history or never, everything after it is
 * offered. As both happen under one lock, no event is lost or told twice, however the
 * publisher and the subscriber meet.
 * <p>
 * The history reaches back to the positions that it knows: those of its events and the
 * one before the first of them. Any other, of another server, of an earlier run or made
 * up, may hide a hole. Before the first event there is a position of our own, which no
 * other run has.
 */
final class ChannelHistory {

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Past> events = new ArrayDeque<>();

	private final HistoryLimits limits;

	private final LongSupplier nanoTime;

	private EventPosition beginning = origin();

	private long bytes;

	private long number;

	ChannelHistory(HistoryLimits limits, LongSupplier nanoTime) {
		this.limits = limits;
		this.nanoTime = nanoTime;
	}

	// Below every position of a change
	private static EventPosition origin() {
		return new EventPosition(Lsn.INVALID, ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
	}

	/**
	 * Append an event and number it. One that is published again keeps its place. One
	 * that was held back, and comes after others that should have followed it, makes the
	 * history begin anew.
	 * @param position the position of the event
	 * @param event the event, or {@code null} if it is not to be kept
	 * @return its number
	 */
	long append(EventPosition position, @Nullable Past event) {
		this.lock.lock();
		try {
			if (position.compareTo(newest()) > 0) {
				keep(position, event);
			}
			else if (!knows(position)) {
				beginAt(origin());
				keep(position, event);
			}
			return ++this.number;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Append a message, of which there is no order but that of its arrival, and number
	 * it.
	 * @param position the position of the message
	 * @param message the message, or {@code null} if it is not to be kept
	 * @return its number
	 */
	long appendNext(EventPosition position, @Nullable Past message) {
		this.lock.lock();
		try {
			keep(position, message);
			return ++this.number;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void keep(EventPosition position, @Nullable Past event) {
		if (event == null) {
			beginAt(position);
			return;
		}
		this.events.add(event);
		this.bytes += event.bytes();
		forget();
	}

	private void beginAt(EventPosition position) {
		this.events.clear();
		this.bytes = 0;
		this.beginning = position;
	}

	private boolean knows(EventPosition position) {
		return this.beginning.equals(position)
				|| this.events.stream().anyMatch((event) -> event.position().equals(position));
	}

	private void forget() {
		long now = this.nanoTime.getAsLong();
		Past oldest = this.events.peek();
		while (oldest != null && (this.events.size() > this.limits.events() || this.bytes > this.limits.bytes()
				|| now - oldest.nanoTime() > this.limits.age().toNanos())) {
			this.events.remove();
			this.bytes -= oldest.bytes();
			this.beginning = oldest.position();
			oldest = this.events.peek();
		}
	}

	/**
	 * Find where a subscriber goes on.
	 * @param after the position of the last event that it knows, or {@code null} if it
	 * begins now
	 * @param lastNumber takes the number of the last event there is, while no other can
	 * be appended
	 * @return where that is
	 */
	Continuation open(@Nullable EventPosition after, LongConsumer lastNumber) {
		Past[] kept = {};
		EventPosition beginning;
		EventPosition newest;
		this.lock.lock();
		try {
			forget();
			beginning = this.beginning;
			newest = newest();
			if (after != null && !after.equals(newest)) {
				kept = this.events.toArray(Past[]::new);
			}
			lastNumber.accept(this.number);
		}
		finally {
			this.lock.unlock();
		}
		boolean complete = after == null || after.equals(newest);
		return new Continuation(newest, complete ? List.of() : after(after, beginning, kept));
	}

	private static @Nullable List<Past> after(@Nullable EventPosition after, EventPosition beginning, Past[] kept) {
		if (beginning.equals(after)) {
			return Arrays.asList(kept);
		}
		for (int i = kept.length - 1; i >= 0; i--) {
			if (kept[i].position().equals(after)) {
				return Arrays.asList(kept).subList(i + 1, kept.length);
			}
		}
		return null;
	}

	/**
	 * Forget everything, because nobody knows what happened meanwhile.
	 * @return the position after which everything will be there
	 */
	EventPosition reset() {
		this.lock.lock();
		try {
			beginAt(origin());
			return this.beginning;
		}
		finally {
			this.lock.unlock();
		}
	}

	private EventPosition newest() {
		Past newest = this.events.peekLast();
		return (newest != null) ? newest.position() : this.beginning;
	}

	/**
	 * Where a subscriber goes on.
	 *
	 * @param newest the position after which events are offered
	 * @param missed the events between, or {@code null} if the history does not reach
	 * back
	 */
	record Continuation(EventPosition newest, @Nullable List<Past> missed) {

	}

}
