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
import java.util.function.LongSupplier;

/**
 * Something that is to be done from time to time. Belongs to one thread.
 */
final class Pace {

	private final Duration interval;

	private final LongSupplier nanoTime;

	private long doneAt;

	/**
	 * Create a pace, at which something is first to be done after the interval.
	 * @param interval the time between two times
	 * @param nanoTime the monotonic clock
	 */
	Pace(Duration interval, LongSupplier nanoTime) {
		this.interval = interval;
		this.nanoTime = nanoTime;
		this.doneAt = nanoTime.getAsLong();
	}

	/**
	 * Return how long there is nothing to do.
	 * @return a number of nanoseconds, zero or less if it is time
	 */
	long nanosLeft() {
		return this.interval.toNanos() - (this.nanoTime.getAsLong() - this.doneAt);
	}

	/**
	 * Return whether it is time, and take it for done if so.
	 * @return {@code true} if it is to be done now
	 */
	boolean isDue() {
		if (nanosLeft() > 0) {
			return false;
		}
		this.doneAt = this.nanoTime.getAsLong();
		return true;
	}

}
