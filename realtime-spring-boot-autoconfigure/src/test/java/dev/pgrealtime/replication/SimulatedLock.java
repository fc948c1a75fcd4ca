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

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A lock for a world with one thread: nobody has to wait for it, and who waits for a
 * signal lets everybody else go on meanwhile.
 */
final class SimulatedLock implements Lock {

	private final Waiting waiting;

	SimulatedLock(Waiting waiting) {
		this.waiting = waiting;
	}

	@Override
	public void lock() {
	}

	@Override
	public void lockInterruptibly() {
	}

	@Override
	public boolean tryLock() {
		return true;
	}

	@Override
	public boolean tryLock(long time, TimeUnit unit) {
		return true;
	}

	@Override
	public void unlock() {
	}

	@Override
	public Condition newCondition() {
		return new Signal();
	}

	/**
	 * Lets everybody else go on.
	 */
	interface Waiting {

		/**
		 * Wait.
		 * @param signal what ends the wait
		 * @param nanos the longest time to wait
		 * @return how much of it is left
		 * @throws InterruptedException if the wait is interrupted
		 */
		long await(Signal signal, long nanos) throws InterruptedException;

		/** Somebody has given a signal. */
		void signalled();

	}

	/**
	 * A condition.
	 */
	final class Signal implements Condition {

		private boolean given;

		boolean isGiven() {
			return this.given;
		}

		@Override
		public void await() throws InterruptedException {
			awaitNanos(VirtualClock.NEVER);
		}

		@Override
		public long awaitNanos(long nanos) throws InterruptedException {
			this.given = false;
			return SimulatedLock.this.waiting.await(this, nanos);
		}

		@Override
		public void signal() {
			this.given = true;
			SimulatedLock.this.waiting.signalled();
		}

		@Override
		public void signalAll() {
			signal();
		}

		@Override
		public void awaitUninterruptibly() {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean await(long time, TimeUnit unit) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean awaitUntil(Date deadline) {
			throw new UnsupportedOperationException();
		}

	}

}
