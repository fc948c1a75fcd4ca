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
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WalBudget}.
 */
class WalBudgetTests {

	private static final long MB = 1 << 20;

	private final AtomicLong nanoTime = new AtomicLong();

	private final WalBudget budget = new WalBudget(100 * MB, this.nanoTime::get);

	@Test
	void saysNothingBelowFourFifths() {
		assertThat(this.budget.judge(79 * MB)).isNull();
		assertThat(this.budget.judge(80 * MB)).contains("80 MB", "100 MB").doesNotContain("reached in");
	}

	@Test
	void saysWhenItWillBeReachedAtTheRateSinceItWasLeast() {
		this.budget.judge(50 * MB);
		pass(Duration.ofMinutes(1));
		this.budget.judge(20 * MB);
		pass(Duration.ofMinutes(1));
		this.budget.judge(50 * MB);
		pass(Duration.ofMinutes(1));
		assertThat(this.budget.judge(80 * MB)).endsWith("that is reached in PT40S");
	}

	@Test
	void isExceededAboveTheMaximumIfThereIsOne() {
		assertThat(WalBudget.isExceeded(100, 100)).isFalse();
		assertThat(WalBudget.isExceeded(100, 101)).isTrue();
		assertThat(WalBudget.isExceeded(0, Long.MAX_VALUE)).isFalse();
		assertThat(this.budget.judge(150 * MB)).contains("150 MB", "100 MB").doesNotContain("reached in");
		assertThat(new WalBudget(0, this.nanoTime::get).judge(Long.MAX_VALUE)).isNull();
	}

	@Test
	void saysWhenTheServerWillGiveUpTheSlot() {
		this.budget.judge(10 * MB);
		assertThat(this.budget.judgeLimit(10 * MB, null)).isNull();
		assertThat(this.budget.judgeLimit(10 * MB, 90 * MB)).isNull();
		pass(Duration.ofMinutes(1));
		assertThat(this.budget.judgeLimit(70 * MB, 10 * MB)).contains("70 MB", "room for 10 MB more")
			.endsWith("that is reached in PT10S");
		assertThat(this.budget.judgeLimit(90 * MB, -10 * MB)).endsWith("the slot is lost with the next checkpoint");
	}

	private void pass(Duration time) {
		this.nanoTime.addAndGet(time.toNanos());
	}

}
