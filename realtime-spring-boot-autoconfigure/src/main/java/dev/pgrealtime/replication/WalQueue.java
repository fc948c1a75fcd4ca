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
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * Where the reader and the dispatcher meet: messages go one way, bounded in bytes, and
 * the confirmed LSN comes back. Both belong to one connection. {@link #clear()} begins
 * the next one, called its generation; whatever the dispatcher says of an earlier
 * generation goes unheard.
 */
final class WalQueue {

	private static final int MAX_BATCH = 256;

	private final long capacity;

	private final Lock lock;

	private final Condition notFull;

	private final Condition notIdle;

	private final Deque<WalMessage> messages = new ArrayDeque<>();

	private long queuedBytes;

	private long takenBytes;

	private final AtomicLong generation = new AtomicLong();

	private volatile Lsn confirmed = Lsn.INVALID;

	private volatile @Nullable RuntimeException failure;

	private boolean stopping;

	/**
	 * Create a queue.
	 * @param capacity how many bytes may be on their way; a longer message passes alone,
	 * and one of no bytes at any time
	 */
	WalQueue(long capacity) {
		this(capacity, new ReentrantLock());
	}

	/**
	 * Create a queue that waits at a given lock.
	 * @param capacity how many bytes may be on their way
	 * @param lock guards the queue; whoever waits does so at its conditions
	 */
	WalQueue(long capacity, Lock lock) {
		this.capacity = capacity;
		this.lock = lock;
		this.notFull = lock.newCondition();
		this.notIdle = lock.newCondition();
	}

	/**
	 * Add a message, waiting for room.
	 * @param message the message
	 * @param timeout how long to wait
	 * @return whether there was room in time
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean offer(WalMessage message, Duration timeout) throws InterruptedException {
		this.lock.lock();
		try {
			long nanos = timeout.toNanos();
			while (!hasRoomFor(message)) {
				if (nanos <= 0) {
					return false;
				}
				nanos = this.notFull.awaitNanos(nanos);
			}
			this.messages.add(message);
			this.queuedBytes += message.size();
			if (this.messages.size() == 1) {
				this.notIdle.signal();
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean hasRoomFor(WalMessage message) {
		long bytes = this.queuedBytes + this.takenBytes;
		return bytes == 0 || message.size() == 0 || bytes + message.size() <= this.capacity;
	}

	/**
	 * Take what is there, waiting for the first message. What was taken before is done.
	 * @param seen the generation that the caller knows
	 * @param evenIfStopping whether to wait although the queue is stopping
	 * @return the messages; none if another generation has begun or the queue is stopping
	 * @throws InterruptedException if the thread is interrupted
	 */
	Batch take(long seen, boolean evenIfStopping) throws InterruptedException {
		this.lock.lock();
		try {
			this.takenBytes = 0;
			this.notFull.signal();
			while (this.messages.isEmpty() && this.generation.get() == seen && (evenIfStopping || !this.stopping)) {
				this.notIdle.await();
			}
			List<WalMessage> batch = new ArrayList<>(Math.min(this.messages.size(), MAX_BATCH));
			while (!this.messages.isEmpty() && batch.size() < MAX_BATCH) {
				WalMessage message = this.messages.remove();
				batch.add(message);
				this.takenBytes += message.size();
			}
			this.queuedBytes -= this.takenBytes;
			return new Batch(this.generation.get(), batch);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait for the next attempt at a message, but not if it has become pointless.
	 * @param seen the generation that the message belongs to
	 * @param delay how long to wait
	 * @return whether the attempt is to be made
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean pause(long seen, Duration delay) throws InterruptedException {
		this.lock.lock();
		try {
			long nanos = delay.toNanos();
			while (nanos > 0 && this.generation.get() == seen && !this.stopping) {
				nanos = this.notIdle.awaitNanos(nanos);
			}
			return this.generation.get() == seen && !this.stopping;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Confirm a position of a generation. A position before the confirmed one changes
	 * nothing.
	 * @param seen the generation that the position belongs to
	 * @param lsn the position before which everything is done
	 */
	void confirm(long seen, Lsn lsn) {
		this.lock.lock();
		try {
			if (this.generation.get() == seen && lsn.isAfter(this.confirmed)) {
				this.confirmed = lsn;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Give up a generation, because what came with it makes no sense.
	 * @param seen the generation
	 * @param cause why
	 */
	void fail(long seen, RuntimeException cause) {
		this.lock.lock();
		try {
			if (this.generation.get() == seen) {
				this.failure = cause;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Throw away what waits, and begin another generation with nothing confirmed.
	 */
	void clear() {
		this.lock.lock();
		try {
			this.generation.incrementAndGet();
			this.messages.clear();
			this.queuedBytes = 0;
			this.confirmed = Lsn.INVALID;
			this.failure = null;
			this.notIdle.signal();
			this.notFull.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wake whoever waits, and let nobody wait for messages or attempts without need.
	 */
	void stop() {
		this.lock.lock();
		try {
			this.stopping = true;
			this.notIdle.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether everything that was offered has been taken and is done.
	 * @return {@code true} if nothing is on its way
	 */
	boolean isDrained() {
		this.lock.lock();
		try {
			return this.messages.isEmpty() && this.takenBytes == 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	long generation() {
		return this.generation.get();
	}

	Lsn confirmed() {
		return this.confirmed;
	}

	@Nullable RuntimeException failure() {
		return this.failure;
	}

	/**
	 * Messages that were taken together.
	 *
	 * @param generation the generation that they belong to
	 * @param messages the messages, possibly none
	 */
	record Batch(long generation, List<WalMessage> messages) {

	}

}
