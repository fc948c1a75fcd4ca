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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * How long the slot is ours without asking. A process that was frozen for a while goes on
 * as if nothing had happened, with changes in memory that somebody else has long
 * published. So nobody is told of a change unless the lease holds.
 * <p>
 * The slot is the fence: the server gives it to one connection at a time. It takes it
 * away from one that it has not heard of for {@code wal_sender_timeout}, which we set.
 * So, if a status update is sent at some instant and the server takes it, the slot is
 * ours until that time after that instant, however long everything else has taken.
 * <p>
 * No message says which status update the server has taken. But one that finds the
 * process of the server alive at a later instant will do, as what was sent to a process
 * that is alive arrives, or ends the connection. There are two of these:
 * <ul>
 * <li>A keepalive, by the time that it was sent. One that has waited in a buffer while we
 * were frozen tells of nothing later, so its own time counts, not that of its arrival.
 * The clock of the server is compared with ours by the message that took the least time
 * to arrive, so that an instant is taken for too late by that time at most.</li>
 * <li>A look at the slot over another connection, by the instant before it. That is for
 * the time when no keepalive can be read: those are behind the changes, and while the
 * queue is full the changes stay where they are.</li>
 * </ul>
 * If both fail the lease lapses, and whoever wants to tell somebody of a change waits
 * until it is renewed, or the connection is given up. A call that has begun is beyond its
 * reach.
 * <p>
 * What it assumes is that the clock of the server does not leap, and that whatever takes
 * away what we send takes away what we get as well. The server does say when the status
 * update was sent that it took last, in {@code pg_stat_replication}, but only to roles
 * that may read the statistics of all others, and we ask for no such right. Without it, a
 * connection that lets through nothing but what the server sends leaves the server alive
 * until its time is up, and may renew the lease by updates that never arrived. That the
 * time is up is then the next thing to arrive, and ends the stream. Only if it does not,
 * because this way is lost at that moment too, or we are frozen, may the lease outlast
 * the slot, by less than its own duration.
 * <p>
 * Safe for use by several threads.
 */
final class Lease {

	/** The part of the duration by which we are more careful than the server. */
	private static final int MARGIN = 10;

	/** By how much the clocks may drift apart, as a part of the time. */
	private static final int DRIFT = 1000;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final LongSupplier nanoTime;

	private final long duration;

	/** When status updates were sent that the server may not have taken. */
	private final Deque<Long> sent = new ArrayDeque<>();

	/** Our clock minus that of the server, or {@code null} if that is unknown. */
	private @Nullable Long clockOffset;

	private long comparedAt;

	private volatile Term term = new Term(-1, 0, true);

	private volatile boolean stopping;

	/**
	 * Create a lease.
	 * @param duration after which time without a word from us the server gives the slot
	 * to others
	 * @param nanoTime the monotonic clock
	 */
	Lease(Duration duration, LongSupplier nanoTime) {
		this.duration = duration.toNanos();
		this.nanoTime = nanoTime;
	}

	Duration duration() {
		return Duration.ofNanos(this.duration);
	}

	/**
	 * A stream begins.
	 * @param generation the generation of the queue
	 * @param askedAt an instant before the server was asked for it
	 */
	void begin(long generation, long askedAt) {
		change(() -> {
			this.sent.clear();
			this.clockOffset = null;
			this.term = new Term(generation, endAfter(askedAt), false);
		});
	}

	/**
	 * The stream has ended.
	 */
	void end() {
		change(() -> this.term = new Term(this.term.generation(), this.term.end(), true));
	}

	/**
	 * Let what has arrived be told, although the stream has ended: nobody will be sent it
	 * again.
	 */
	void waive() {
		change(() -> this.term = new Term(this.term.generation() - 1, this.term.end(), true));
	}

	/**
	 * Let nobody wait any more.
	 */
	void stop() {
		change(() -> this.stopping = true);
	}

	/**
	 * A status update is sent.
	 * @param at an instant before it is
	 */
	void sent(long at) {
		change(() -> {
			this.sent.removeIf((earlier) -> at - earlier > this.duration);
			this.sent.add(at);
		});
	}

	/**
	 * A keepalive has arrived. One that asks for an answer renews nothing, as the server
	 * asks when it has not heard of us for a while.
	 * @param keepalive the keepalive
	 */
	void heard(WalMessage.Keepalive keepalive) {
		change(() -> {
			long now = this.nanoTime.getAsLong();
			long serverTime = TimeUnit.MICROSECONDS.toNanos(keepalive.sentAt());
			Long known = this.clockOffset;
			long offset = now - serverTime;
			if (known != null) {
				long drifted = known + (now - this.comparedAt) / DRIFT;
				offset = (drifted - offset < 0) ? drifted : offset;
				if (!keepalive.replyRequested()) {
					renew(serverTime + offset);
				}
			}
			this.clockOffset = offset;
			this.comparedAt = now;
		});
	}

	/**
	 * The slot was seen in use by the process of the server that serves us.
	 * @param generation the generation of the queue
	 * @param at an instant before it was
	 */
	void seen(long generation, long at) {
		change(() -> {
			if (generation == this.term.generation()) {
				renew(at);
			}
		});
	}

	private void renew(long aliveAt) {
		Long taken = null;
		while (!this.sent.isEmpty() && aliveAt - this.sent.element() >= 0) {
			taken = this.sent.remove();
		}
		Term term = this.term;
		if (taken != null && !term.over()) {
			this.term = new Term(term.generation(), endAfter(taken), false);
		}
	}

	private long endAfter(long instant) {
		return instant + this.duration - this.duration / MARGIN;
	}

	private void change(Runnable change) {
		this.lock.lock();
		try {
			change.run();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Make sure that the stream is still ours, waiting until that is known.
	 * @param generation the generation of the queue; without a stream it cannot be lost
	 * @return whether it is; if not, the stream is over or we are stopping
	 */
	boolean await(long generation) {
		if (this.term.isHeld(generation, this.nanoTime)) {
			return true;
		}
		this.lock.lock();
		try {
			while (!this.term.isHeld(generation, this.nanoTime) && !this.term.isOver(generation) && !this.stopping) {
				this.changed.awaitUninterruptibly();
			}
			return this.term.isHeld(generation, this.nanoTime);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether the lease will lapse soon.
	 * @param generation the generation of the queue
	 * @return {@code true} if there is a stream, and less than half of the time remains
	 */
	boolean isDue(long generation) {
		Term term = this.term;
		return term.generation() == generation && !term.over() && remaining(term) < this.duration / 2;
	}

	/**
	 * Return whether the lease has lapsed, and as much time again has passed since.
	 * @return {@code true} if nobody could renew it
	 */
	boolean isLost() {
		Term term = this.term;
		return !term.over() && -remaining(term) > this.duration;
	}

	private long remaining(Term term) {
		return term.end() - this.nanoTime.getAsLong();
	}

	/**
	 * The lease of one stream.
	 *
	 * @param generation the generation of the queue
	 * @param end when it lapses
	 * @param over whether the stream has ended
	 */
	private record Term(long generation, long end, boolean over) {

		boolean isHeld(long generation, LongSupplier nanoTime) {
			return generation > this.generation
					|| (generation == this.generation && !this.over && this.end - nanoTime.getAsLong() > 0);
		}

		boolean isOver(long generation) {
			return generation < this.generation || (generation == this.generation && this.over);
		}

	}

}
