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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Backoff}.
 */
class BackoffTests {

	private static final int SAMPLES = 1000;

	private final Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));

	@ParameterizedTest
	@CsvSource({ "1, 200", "2, 400", "3, 800", "8, 25600", "9, 30000", "10, 30000", "1000, 30000",
			"2147483647, 30000" })
	void doublesUpToTheMaximumAndShortensByUpToAHalf(int failures, long ceiling) {
		for (int i = 0; i < SAMPLES; i++) {
			assertThat(this.backoff.delay(failures)).isBetween(Duration.ofMillis(ceiling / 2),
					Duration.ofMillis(ceiling));
		}
	}

	@Test
	void doesNotComeInStep() {
		Duration first = this.backoff.delay(5);
		boolean varies = false;
		for (int i = 0; i < SAMPLES; i++) {
			varies |= !this.backoff.delay(5).equals(first);
		}
		assertThat(varies).isTrue();
	}

	@Test
	void isNeverShorterThanAMillisecond() {
		Backoff shortest = new Backoff(Duration.ofNanos(1), Duration.ofNanos(1));
		assertThat(shortest.delay(1)).isEqualTo(Duration.ofMillis(1));
		assertThat(shortest.delay(100)).isEqualTo(Duration.ofMillis(1));
	}

	@Test
	void doesNotOverflow() {
		Backoff longest = new Backoff(Duration.ofMillis(3), Duration.ofMillis(Long.MAX_VALUE));
		assertThat(longest.delay(Integer.MAX_VALUE)).isPositive();
	}

	@ParameterizedTest
	@CsvSource({ "PT0S, PT1S", "PT-1S, PT1S", "PT2S, PT1S" })
	void refusesDelaysThatMakeNoSense(Duration initial, Duration max) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(initial, max))
			.withMessageContaining("0 < initial <= max");
	}

}
