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

import org.junit.jupiter.api.Test;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PendingGaps}.
 */
class PendingGapsTests {

	private final PendingGaps gaps = new PendingGaps();

	@Test
	void aGapBeforeTheStreamIsTheFirstThingToTell() {
		this.gaps.add(gap("lost", 10, 20));
		assertThat(this.gaps.begin(new Lsn(20))).isEqualTo(gap("lost", 10, 20));
		assertThat(this.gaps.take(new Lsn(99))).isNull();
	}

	@Test
	void gapsBeforeTheStreamAreToldAsOne() {
		this.gaps.add(gap("lost", 10, 20));
		this.gaps.add(gap("lost again", 20, 30));
		assertThat(this.gaps.begin(new Lsn(40))).isEqualTo(gap("lost again", 10, 30));
	}

	@Test
	void gapsThatAreToldAsOneLeaveOutNothing() {
		this.gaps.add(gap("changed", 15, 30));
		this.gaps.add(gap("lost", 10, 20));
		assertThat(this.gaps.begin(new Lsn(40))).isEqualTo(gap("lost", 10, 30));
	}

	@Test
	void aGapAheadIsTakenOnceWhenTheStreamComesToItsEnd() {
		this.gaps.add(gap("changed", 10, 20));
		assertThat(this.gaps.begin(new Lsn(5))).isNull();
		assertThat(this.gaps.take(new Lsn(19))).isNull();
		assertThat(this.gaps.take(new Lsn(20))).isEqualTo(gap("changed", 10, 20));
		assertThat(this.gaps.take(new Lsn(21))).isNull();
	}

	@Test
	void aGapIsToldOnEveryConnectionUntilItIsConfirmed() {
		this.gaps.add(gap("changed", 10, 20));
		this.gaps.begin(new Lsn(5));
		this.gaps.take(new Lsn(20));
		this.gaps.confirmed(new Lsn(19));
		this.gaps.begin(new Lsn(19));
		assertThat(this.gaps.take(new Lsn(20))).isNotNull();
		this.gaps.confirmed(new Lsn(20));
		assertThat(this.gaps.begin(new Lsn(20))).isNull();
		assertThat(this.gaps.take(new Lsn(99))).isNull();
	}

	@Test
	void whatIsUntoldBeginsWithTheEarliestGap() {
		assertThat(this.gaps.untold()).isNull();
		this.gaps.add(gap("changed", 15, 30));
		this.gaps.add(gap("lost", 10, 20));
		assertThat(this.gaps.untold()).isEqualTo(new Lsn(10));
		this.gaps.add(gap("gone back", 20, 20));
		assertThat(this.gaps.untold()).isEqualTo(Lsn.INVALID);
	}

	@Test
	void whatTheServerCannotSendBelongsToTheGap() {
		assertThat(this.gaps.widen(new Lsn(5))).isNull();
		this.gaps.add(gap("changed", 10, 20));
		assertThat(this.gaps.widen(new Lsn(5))).isEqualTo(new Lsn(20));
		assertThat(this.gaps.begin(new Lsn(20))).isEqualTo(gap("changed", 5, 20));
		assertThat(this.gaps.widen(new Lsn(15))).isEqualTo(new Lsn(20));
		assertThat(this.gaps.begin(new Lsn(20))).isEqualTo(gap("changed", 5, 20));
	}

	private static StreamGap gap(String reason, long from, long to) {
		return new StreamGap(reason, new Lsn(from), new Lsn(to));
	}

}
