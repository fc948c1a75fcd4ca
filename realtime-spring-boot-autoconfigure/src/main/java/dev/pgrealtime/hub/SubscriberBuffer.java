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

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventPosition;

/**
 * The bounded buffer of one subscriber, and before it what the subscriber missed while it
 * was away. When the buffer overflows all that gives way to a single
 * {@link HubMessage.Refresh}, so that a slow subscriber costs neither memory nor the time
 * of others. Safe for use by several threads.
 */
final class SubscriberBuffer {

	private final ReentrantLock lock = new ReentrantLock();

	private final WaitingMessages messages = new WaitingMessages();

	private final BufferLimits limits;

	private final Runnable onReady;

	private Iterator<Past> missed = Collections.emptyIterator();

	private boolean ended;

	/**
	 * Create a buffer that is empty.
	 * @param limits how much may wait
	 * @param onReady invoked when there is something to take and there was nothing
	 */
	SubscriberBuffer(BufferLimits limits, Runnable onReady) {
		this.limits = limits;
		this.onReady = onReady;
	}

	/**
	 * Begin with what was missed, before anything that has been added meanwhile.
	 * @param missed what was missed
	 */
	void begin(List<Past> missed) {
		this.lock.lock();
		try {
			this.missed = missed.iterator();
		}
		finally {
			this.lock.unlock();
		}
		if (!missed.isEmpty()) {
			this.onReady.run();
		}
	}

	/**
	 * Begin with the message to reload, before anything that has been added meanwhile.
	 * @param refresh the message
	 */
	void begin(HubMessage.Refresh refresh) {
		change(() -> this.messages.addFirst(refresh));
	}

	/**
	 * Add a message. One that says to reload covers all before it.
	 * @param message the message
	 */
	void add(HubMessage message) {
		change(() -> {
			if (this.ended) {
				return;
			}
			if (!this.messages.hasRoomFor(this.limits, message.size())) {
				supersede(overflow(message.position()));
			}
			else if (message instanceof HubMessage.Refresh) {
				supersede(message);
			}
			else {
				this.messages.add(message);
			}
		});
	}

	/**
	 * Keep a place for what is not decided yet.
	 * @param whole the largest message that it may turn out to be
	 * @return the place, or {@code null} if there is none
	 */
	WaitingMessages.@Nullable Place reserve(HubMessage whole) {
		HubMessage refresh;
		this.lock.lock();
		try {
			if (!this.ended && this.messages.hasRoomFor(this.limits, whole.size())) {
				return this.messages.reserve(whole.size());
			}
			refresh = overflow(whole.position());
		}
		finally {
			this.lock.unlock();
		}
		add(refresh);
		return null;
	}

	/**
	 * Decide about a message.
	 * @param place the place that was kept
	 * @param message the message, or {@code null} if there is to be none
	 */
	void decide(WaitingMessages.Place place, @Nullable HubMessage message) {
		change(() -> this.messages.decide(place, message));
	}

	private void change(Runnable change) {
		boolean wake;
		this.lock.lock();
		try {
			boolean wasReady = this.messages.isReady();
			change.run();
			wake = !wasReady && this.messages.isReady();
		}
		finally {
			this.lock.unlock();
		}
		if (wake) {
			this.onReady.run();
		}
	}

	private HubMessage overflow(EventPosition position) {
		boolean tooMany = this.messages.size() >= this.limits.messages();
		String limit = tooMany ? this.limits.messages() + " messages" : this.limits.bytes() + " bytes";
		return new HubMessage.Refresh(
				"the subscriber fell behind by more than its buffer of %s; take them faster or raise realtime.sse.%s"
					.formatted(limit, tooMany ? "buffer-size" : "buffer-bytes"),
				position);
	}

	private void supersede(HubMessage refresh) {
		this.missed = Collections.emptyIterator();
		this.messages.clear();
		this.messages.add(refresh);
	}

	/**
	 * Take nothing any more. What waits can still be polled.
	 */
	void end() {
		this.lock.lock();
		try {
			this.ended = true;
			this.messages.clearUndecided();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take the next of what was missed, which comes before any message.
	 * @return what was missed, or {@code null} if there is nothing more
	 */
	@Nullable Past pollMissed() {
		this.lock.lock();
		try {
			return this.missed.hasNext() ? this.missed.next() : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take the next message.
	 * @return the message, or {@code null} if there is none yet
	 */
	@Nullable HubMessage poll() {
		this.lock.lock();
		try {
			return this.messages.poll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether there will never be anything to poll again.
	 * @return {@code true} if the buffer has ended and is empty
	 */
	boolean isComplete() {
		this.lock.lock();
		try {
			return this.ended && this.messages.isEmpty() && !this.missed.hasNext();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take nothing any more, and forget what waits.
	 */
	void close() {
		this.lock.lock();
		try {
			this.ended = true;
			this.missed = Collections.emptyIterator();
			this.messages.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

}
