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
import java.util.concurrent.ThreadLocalRandom;

/**
 * Delays that double from attempt to attempt up to a maximum, each shortened at random by
 * up to a half so that several clients do not come back in step.
 *
 * @param initial the first delay
 * @param max the longest delay
 */
public record Backoff(Duration initial, Duration max) {

	public Backoff {
		if (initial.isNegative() || initial.isZero() || max.compareTo(initial) < 0) {
			throw new IllegalArgumentException(
					"A back-off needs 0 < initial <= max, not initial=%s, max=%s".formatted(initial, max));
		}
	}

	/**
	 * Return the delay before the next attempt.
	 * @param failures how many attempts have failed in a row, from 1
	 * @return a delay of at least half the initial one
	 */
	public Duration delay(int failures) {
		int doublings = Math.min(failures - 1, Long.numberOfLeadingZeros(this.initial.toMillis()) - 2);
		long ceiling = Math.min(this.initial.toMillis() << Math.max(doublings, 0), this.max.toMillis());
		return Duration.ofMillis(Math.max(1, ceiling - ThreadLocalRandom.current().nextLong(ceiling / 2 + 1)));
	}

}
