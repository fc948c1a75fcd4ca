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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Snapshot}.
 */
class SnapshotTests {

	@Test
	void seesWhatHasEnded() {
		Snapshot snapshot = Snapshot.parse("10:20:12,15");
		assertThat(snapshot.sees(9)).isTrue();
		assertThat(snapshot.sees(11)).isTrue();
		assertThat(snapshot.sees(12)).isFalse();
		assertThat(snapshot.sees(15)).isFalse();
		assertThat(snapshot.sees(19)).isTrue();
		assertThat(snapshot.sees(20)).isFalse();
		assertThat(snapshot.sees(21)).isFalse();
	}

	@Test
	void nothingNeedsToBeInProgress() {
		assertThat(Snapshot.parse("20:20:").sees(19)).isTrue();
		assertThat(Snapshot.parse("20:20:").sees(20)).isFalse();
	}

	@Test
	void transactionIdsGoRound() {
		Snapshot snapshot = Snapshot.parse("4294967290:4294967300:4294967295,4294967298");
		assertThat(snapshot.sees((int) 4_294_967_294L)).isTrue();
		assertThat(snapshot.sees((int) 4_294_967_295L)).isFalse();
		assertThat(snapshot.sees(1)).isTrue();
		assertThat(snapshot.sees(2)).isFalse();
		assertThat(snapshot.sees(3)).isTrue();
		assertThat(snapshot.sees(4)).isFalse();
	}

}
