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

package dev.pgrealtime.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.LongSupplier;

/**
 * Where the delivery has its time from. Safe for use by several threads.
 */
public interface DeliveryClock {

	/**
	 * Return what time it is.
	 * @return the time
	 */
	Instant now();

	/**
	 * Return how long something has taken, as a difference of two values.
	 * @return a number of nanoseconds
	 */
	long nanoTime();

	/**
	 * Run something later.
	 * @param delay how much later
	 * @param action what to run, on any thread; must not block
	 */
	void after(Duration delay, Runnable action);

	/**
	 * Wait for a signal, or for no reason.
	 * @param condition a condition whose lock the caller holds
	 */
	// Whoever calls it does so in a loop
	@SuppressWarnings("WaitNotInLoop")
	default void await(Condition condition) {
		condition.awaitUninterruptibly();
	}

	/**
	 * Return the clock of the system.
	 * @param clock tells the time
	 * @param nanoTime the monotonic clock
	 * @return a clock
	 */
	static DeliveryClock system(Clock clock, LongSupplier nanoTime) {
		return new DeliveryClock() {

			@Override
			public Instant now() {
				return clock.instant();
			}

			@Override
			public long nanoTime() {
				return nanoTime.getAsLong();
			}

			@Override
			public void after(Duration delay, Runnable action) {
				CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, Runnable::run).execute(action);
			}

		};
	}

}
