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

package dev.pgrealtime.backfill;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which transactions a query sees. Works on 32-bit transaction ids, as the stream tells
 * them, which is enough for those of the last two billion.
 *
 * @param end the first transaction id that was not given to a transaction that has ended
 * @param inProgress the transactions before it that were still in progress
 */
record Snapshot(int end, Set<Integer> inProgress) {

	/**
	 * Parse what {@code pg_current_snapshot()} returns.
	 * @param text the text, such as {@code 10:20:10,14,15}
	 * @return the snapshot
	 */
	static Snapshot parse(String text) {
		String[] parts = text.split(":", -1);
		Set<Integer> inProgress = Stream.of(parts[2].split(","))
			.filter((id) -> !id.isEmpty())
			.map((id) -> (int) Long.parseUnsignedLong(id))
			.collect(Collectors.toUnmodifiableSet());
		return new Snapshot((int) Long.parseUnsignedLong(parts[1]), inProgress);
	}

	/**
	 * Return whether the changes of a committed transaction are seen.
	 * @param transactionId the id of the transaction itself, not of one inside it
	 * @return {@code false} if to the query the transaction has not committed yet
	 */
	boolean sees(int transactionId) {
		return transactionId - this.end < 0 && !this.inProgress.contains(transactionId);
	}

}
