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

import java.io.EOFException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;

/**
 * One stream from its start to its end: moves messages into the queue, and tells the
 * server what is confirmed, never waiting so long for the one that it neglects the other.
 */
final class StreamSession {

	/** How long a confirmation may wait for another one, to go in one update. */
	private static final Duration CONFIRM_DELAY = Duration.ofMillis(100);

	/** How long to wait for a message while nothing remains to be confirmed. */
	private static final Duration IDLE_WAIT = Duration.ofMillis(250);

	/**
	 * How long a stream that makes no progress has to last to be taken for a good one.
	 */
	private static final Duration PROBATION = Duration.ofSeconds(1);

	private static final Duration MAX_PING_INTERVAL = Duration.ofSeconds(10);

	private static final Duration OFFER_TIMEOUT = Duration.ofMillis(100);

	private static final Duration FAREWELL_TIMEOUT = Duration.ofSeconds(2);

	private final WalStream stream;

	private final PendingGaps gaps;

	private final WalQueue queue;

	private final StreamMonitor monitor;

	private final LongSupplier nanoTime;

	private final Duration silenceTimeout;

	private final Lease lease;

	private final Duration pingInterval;

	private final Lsn from;

	private final long startedAt;

	/** What the queue has no room for yet. */
	private @Nullable WalMessage pending;

	private boolean inTransaction;

	private boolean stable;

	private Lsn received;

	private Lsn reported = Lsn.INVALID;

	private long reportedAt;

	private long askedAt;

	/**
	 * Create a session.
	 * @param stream the stream, just started
	 * @param from the position that the slot has confirmed
	 * @param gaps what the handler has to be told of on the way
	 * @param queue takes the messages
	 * @param monitor is told how it goes
	 * @param nanoTime the monotonic clock
	 * @param silenceTimeout how long the server may be silent, although asked
	 * @param lease is renewed
	 */
	StreamSession(WalStream stream, Lsn from, PendingGaps gaps, WalQueue queue, StreamMonitor monitor,
			LongSupplier nanoTime, Duration silenceTimeout, Lease lease) {
		this.stream = stream;
		this.from = from;
		this.received = from;
		this.gaps = gaps;
		this.queue = queue;
		this.monitor = monitor;
		this.nanoTime = nanoTime;
		this.silenceTimeout = silenceTimeout;
		this.lease = lease;
		this.pingInterval = min(MAX_PING_INTERVAL, min(silenceTimeout.dividedBy(3), lease.duration().dividedBy(4)));
		this.startedAt = nanoTime.getAsLong();
		this.reportedAt = this.startedAt;
		this.askedAt = this.startedAt;
	}

	private static Duration min(Duration first, Duration second) {
		return (first.compareTo(second) < 0) ? first : second;
	}

	/**
	 * Stream until the end is asked for.
	 * @param finished whether the end is asked for
	 * @throws SQLException if the server ends the stream with an error
	 * @throws EOFException if the server ends it without a word
	 * @throws InterruptedException if the thread is interrupted
	 */
	void run(BooleanSupplier finished) throws SQLException, EOFException, InterruptedException {
		while (!finished.getAsBoolean()) {
			advance();
		}
		sayFarewell();
	}

	/**
	 * Move one message, unless there is none in time, and see to the server.
	 * @throws SQLException if the server ends the stream with an error
	 * @throws EOFException if the server ends it without a word
	 * @throws InterruptedException if the thread is interrupted
	 */
	void advance() throws SQLException, EOFException, InterruptedException {
		WalMessage message = (this.pending != null) ? this.pending : receive();
		if (message != null) {
			this.monitor.heard();
			this.pending = this.queue.offer(message, OFFER_TIMEOUT) ? null : message;
			if (this.pending != null || message instanceof WalMessage.Data) {
				this.monitor.progressed();
			}
		}
		else if (this.monitor.nanosSinceHeard() > this.silenceTimeout.toNanos()) {
			throw new EOFException("The server has been silent for %s, although asked".formatted(this.silenceTimeout));
		}
		attend();
	}

	/**
	 * Return whether the stream has made progress, or lasted.
	 * @return {@code true} if what ends it now is not what ended the one before
	 */
	boolean isStable() {
		return this.stable;
	}

	private @Nullable WalMessage receive() throws SQLException, EOFException, InterruptedException {
		WalMessage message = this.stream.read(this.received.isAfter(this.reported) ? CONFIRM_DELAY : IDLE_WAIT);
		if (message != null) {
			announceGaps(message);
		}
		if (message instanceof WalMessage.Data data) {
			received(data.walEnd());
			this.monitor.heartbeat().passed(data);
			if (data.isForeign()) {
				// It may be large, and nobody wants it
				this.monitor.heard();
				this.monitor.progressed();
				return null;
			}
		}
		else if (message instanceof WalMessage.Keepalive keepalive) {
			received(keepalive.walEnd());
			this.lease.heard(keepalive);
			if (keepalive.replyRequested()) {
				report(false);
			}
		}
		return message;
	}

	private void announceGaps(WalMessage message) throws InterruptedException {
		Lsn reached = reached(message);
		@Nullable StreamGap gap = this.gaps.take(reached);
		while (gap != null) {
			this.queue.offer(new WalMessage.Gap(gap), Duration.ZERO);
			gap = this.gaps.take(reached);
		}
	}

	private Lsn reached(WalMessage message) {
		if (message instanceof WalMessage.Data data) {
			this.inTransaction = (this.inTransaction || data.isBegin()) && !data.isCommit();
			return data.isBegin() ? data.commitLsn() : Lsn.INVALID;
		}
		return (message instanceof WalMessage.Keepalive keepalive && !this.inTransaction) ? keepalive.walEnd()
				: Lsn.INVALID;
	}

	private void received(Lsn walEnd) {
		if (walEnd.isAfter(this.received)) {
			this.received = walEnd;
			this.monitor.received(walEnd);
		}
	}

	private void attend() throws SQLException, EOFException {
		RuntimeException failure = this.queue.failure();
		if (failure != null) {
			throw failure;
		}
		long now = this.nanoTime.getAsLong();
		if (!this.stable && (this.queue.confirmed().isAfter(this.from) || now - this.startedAt > PROBATION.toNanos())) {
			this.stable = true;
			this.monitor.stable();
		}
		if (now - this.askedAt > this.pingInterval.toNanos()) {
			ask(now);
		}
		else if (now - this.reportedAt > CONFIRM_DELAY.toNanos() && this.queue.confirmed().isAfter(this.reported)) {
			report(false);
		}
	}

	private void ask(long now) throws SQLException, EOFException {
		if (this.lease.isLost()) {
			throw new EOFException("Nobody could tell for too long whether the slot is still ours");
		}
		this.askedAt = now;
		this.lease.sent(now);
		report(true);
	}

	private void report(boolean requestReply) throws SQLException {
		Lsn confirmed = this.queue.confirmed();
		this.stream.sendStatus(this.received, confirmed, requestReply);
		this.reported = confirmed;
		this.reportedAt = this.nanoTime.getAsLong();
		if (!confirmed.equals(Lsn.INVALID)) {
			this.monitor.confirmed(confirmed);
		}
	}

	/**
	 * Confirm for the last time, and wait for the answer: what the server has answered,
	 * it has also noted.
	 */
	private void sayFarewell() throws SQLException, EOFException {
		report(true);
		long deadline = this.nanoTime.getAsLong() + FAREWELL_TIMEOUT.toNanos();
		@Nullable WalMessage message;
		do {
			message = this.stream.read(CONFIRM_DELAY);
		}
		while (!(message instanceof WalMessage.Keepalive) && this.nanoTime.getAsLong() - deadline < 0);
	}

}
