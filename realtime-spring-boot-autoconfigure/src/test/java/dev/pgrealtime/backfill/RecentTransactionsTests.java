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

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecentTransactions}.
 */
class RecentTransactionsTests {

	private final RecentTransactions recent = new RecentTransactions();

	@Test
	void streamIsAheadOfASnapshotThatDoesNotSeeWhatWasTold() {
		this.recent.add(10);
		this.recent.add(12);
		assertThat(this.recent.seenBy(Snapshot.parse("13:13:"), 2)).isTrue();
		assertThat(this.recent.seenBy(Snapshot.parse("10:13:10"), 2)).isFalse();
		assertThat(this.recent.seenBy(Snapshot.parse("12:12:"), 2)).isFalse();
	}

	@Test
	void onlyWhatHadBeenToldCounts() {
		this.recent.add(10);
		long count = this.recent.count();
		this.recent.add(12);
		assertThat(this.recent.seenBy(Snapshot.parse("12:12:"), count)).isTrue();
		assertThat(this.recent.seenBy(Snapshot.parse("12:12:"), 0)).isTrue();
	}

	@Test
	void theLastOnesAreRemembered() {
		this.recent.add(5);
		IntStream.range(10, 10 + RecentTransactions.CAPACITY).forEach(this.recent::add);
		assertThat(this.recent.seenBy(Snapshot.parse("5:100000:5"), this.recent.count())).isTrue();
		assertThat(this.recent.seenBy(Snapshot.parse("10:100000:10"), this.recent.count())).isFalse();
	}

}
