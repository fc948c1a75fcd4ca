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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * A message that we write to the WAL from time to time, and wait for in the stream: when
 * the reader sees it, the stream is alive, and when it is confirmed, so is everything
 * that was committed before. The next one is written when the one before has come that
 * far, so a slow listener delays it and does not pile them up. Safe for use by several
 * threads.
 */
final class Heartbeat {

	static final String PREFIX = "realtime.heartbeat";

	private final String origin = UUID.randomUUID() + "/";

	private final Duration interval;

	private final LongSupplier nanoTime;

	private final Clock clock;

	private final AtomicReference<@Nullable Beat> onItsWay = new AtomicReference<>();

	private volatile @Nullable RoundTrip last;

	private volatile long progressAt;

	private long written;

	/**
	 * Create a heart-beat.
	 * @param interval the time between two messages, or zero for none
	 * @param nanoTime the monotonic clock
	 * @param clock tells when one has come back
	 */
	Heartbeat(Duration interval, LongSupplier nanoTime, Clock clock) {
		this.interval = interval;
		this.nanoTime = nanoTime;
		this.clock = clock;
		this.progressAt = nanoTime.getAsLong();
	}

	Duration interval() {
		return this.interval;
	}

	/**
	 * Begin the next message, unless one is on its way. Called by the watchdog thread.
	 * @return the statement that writes it, in a transaction of its own, or {@code null}
	 */
	@Nullable String next() {
		if (this.onItsWay.get() != null) {
			return null;
		}
		String content = this.origin + ++this.written;
		this.onItsWay.set(new Beat(tail(content), this.nanoTime.getAsLong()));
		return "SELECT pg_logical_emit_message(true, '%s', '%s')".formatted(PREFIX, content);
	}

	/**
	 * Return how such a message ends on the wire.
	 * @param content its content
	 * @return prefix, length and content
	 */
	private static ByteBuffer tail(String content) {
		byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
		byte[] prefix = PREFIX.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(prefix.length + 1 + Integer.BYTES + bytes.length)
			.put(prefix)
			.put((byte) 0)
			.putInt(bytes.length)
			.put(bytes)
			.flip();
	}

	/**
	 * Do not wait any longer for the message that is on its way: it was not written, or
	 * may not arrive.
	 */
	void forget() {
		this.onItsWay.set(null);
	}

	/**
	 * The reader has something other than a sign of life, or is held up by a slow
	 * listener.
	 * @param at when
	 */
	void progressed(long at) {
		this.progressAt = at;
	}

	/**
	 * The reader has a message that somebody has written.
	 * @param message the message
	 */
	void passed(WalMessage.Data message) {
		Beat beat = this.onItsWay.get();
		if (beat != null && !beat.returned && message.endsWith(beat.tail)) {
			beat.returned = true;
			this.last = new RoundTrip(Duration.ofNanos(this.nanoTime.getAsLong() - beat.writtenAt),
					this.clock.instant());
		}
	}

	/**
	 * The dispatcher has a message that somebody has written.
	 * @param message the message
	 * @param unconfirmed the part of the stream that it belongs to
	 */
	void dispatched(WalMessage.Data message, Unconfirmed unconfirmed) {
		Beat beat = this.onItsWay.get();
		if (beat != null && message.endsWith(beat.tail)) {
			unconfirmed.whenConfirmed(() -> this.onItsWay.compareAndSet(beat, null));
		}
	}

	/**
	 * Return whether a message has been written that has not come back.
	 * @return {@code true} if the reader has not seen it
	 */
	boolean isExpected() {
		Beat beat = this.onItsWay.get();
		return beat != null && !beat.returned;
	}

	/**
	 * Return for how long the stream has stood still.
	 * @return the age of the message that should have come back, or {@code null} if it
	 * has, or still may, because other things arrive
	 */
	@Nullable Duration overdue() {
		Beat beat = this.onItsWay.get();
		if (beat == null || beat.returned) {
			return null;
		}
		long now = this.nanoTime.getAsLong();
		long still = Math.min(now - beat.writtenAt, now - this.progressAt);
		return (still > this.interval.toNanos()) ? Duration.ofNanos(now - beat.writtenAt) : null;
	}

	/**
	 * Return how long what was committed has at least been waiting for its listeners.
	 * @return the age of the message that is on its way, zero if there is none
	 */
	Duration waiting() {
		Beat beat = this.onItsWay.get();
		return (beat != null) ? Duration.ofNanos(this.nanoTime.getAsLong() - beat.writtenAt) : Duration.ZERO;
	}

	/**
	 * Return how the last message came back.
	 * @return how long it took and when it arrived, or {@code null} if none ever has
	 */
	@Nullable RoundTrip last() {
		return this.last;
	}

	private static final class Beat {

		private final ByteBuffer tail;

		private final long writtenAt;

		private volatile boolean returned;

		private Beat(ByteBuffer tail, long writtenAt) {
			this.tail = tail;
			this.writtenAt = writtenAt;
		}

	}

}
