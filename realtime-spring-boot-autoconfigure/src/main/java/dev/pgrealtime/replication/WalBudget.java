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

import org.jspecify.annotations.Nullable;

/**
 * Judges how much WAL the server keeps for the slot. Belongs to the watchdog thread.
 */
final class WalBudget {

	private static final double WARNING_LEVEL = 0.8;

	private static final long MEGABYTE = 1 << 20;

	private final long max;

	private final LongSupplier nanoTime;

	private long least = Long.MAX_VALUE;

	private long leastAt;

	/**
	 * Create a budget.
	 * @param max how many bytes the server may keep, or {@code 0} for any number
	 * @param nanoTime the monotonic clock
	 */
	WalBudget(long max, LongSupplier nanoTime) {
		this.max = max;
		this.nanoTime = nanoTime;
	}

	/**
	 * Return whether there is too much.
	 * @param max how many bytes the server may keep, or {@code 0} for any number
	 * @param retained how many it keeps
	 * @return {@code true} if it is more than it may
	 */
	static boolean isExceeded(long max, long retained) {
		return max > 0 && retained > max;
	}

	/**
	 * Judge what the server keeps now.
	 * @param retained the number of bytes
	 * @return a warning, or {@code null} if none is needed
	 */
	@Nullable String judge(long retained) {
		long now = this.nanoTime.getAsLong();
		if (retained <= this.least) {
			this.least = retained;
			this.leastAt = now;
		}
		if (this.max == 0 || retained < this.max * WARNING_LEVEL) {
			return null;
		}
		return withTime(describe(retained, this.max), left(retained, this.max, now));
	}

	/**
	 * Judge how near the server is to removing WAL that the slot needs, after
	 * {@link #judge}.
	 * @param retained the number of bytes that it keeps
	 * @param safe how many more it may keep, or {@code null} for any number
	 * @return a warning, or {@code null} if none is needed
	 */
	@Nullable String judgeLimit(long retained, @Nullable Long safe) {
		if (safe == null || retained < (retained + safe) * WARNING_LEVEL) {
			return null;
		}
		String kept = "The server keeps %d MB of WAL for the replication slot".formatted(retained / MEGABYTE);
		if (safe <= 0) {
			return kept + ", more than max_slot_wal_keep_size, and the slot is lost with the next checkpoint";
		}
		return withTime(kept + ", and max_slot_wal_keep_size has room for %d MB more before the slot is lost"
			.formatted(safe / MEGABYTE), left(retained, retained + safe, this.nanoTime.getAsLong()));
	}

	private static String withTime(String text, @Nullable Duration left) {
		return (left != null) ? "%s. At the rate since it was least, that is reached in %s".formatted(text, left)
				: text;
	}

	static String describe(long retained, long max) {
		return "The server keeps %d MB of WAL for the replication slot, of the %d MB of realtime.slot.max-retained"
			.formatted(retained / MEGABYTE, max / MEGABYTE);
	}

	private @Nullable Duration left(long retained, long max, long now) {
		long grown = retained - this.least;
		if (grown <= 0 || now == this.leastAt || retained > max) {
			return null;
		}
		double nanosPerByte = (double) (now - this.leastAt) / grown;
		return Duration.ofSeconds(Math.round((max - retained) * nanosPerByte / 1e9));
	}

}
