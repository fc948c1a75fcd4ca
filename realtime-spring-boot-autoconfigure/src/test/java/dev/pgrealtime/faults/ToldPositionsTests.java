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

package dev.pgrealtime.faults;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.pgrealtime.EventPosition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ToldPositions}.
 */
class ToldPositionsTests {

	private final List<String> complaints = new ArrayList<>();

	private final ToldPositions positions = new ToldPositions(this.complaints::add);

	@Test
	void whatComesInOrderIsRight() {
		tell("0/10:1", "0/10:2", "0/20:1", "0/30:7");
		assertThat(this.complaints).isEmpty();
	}

	@Test
	void whatComesAgainAfterAFaultIsRight() {
		tell("0/10:1", "0/20:1", "0/20:2", "0/20:3");
		this.positions.repetitionIsExpected();
		tell("0/20:3", "0/20:1", "0/20:2", "0/20:3", "0/20:4", "0/10:1", "0/20:1", "0/20:2", "0/20:3", "0/20:4");
		assertThat(this.complaints).isEmpty();
	}

	@Test
	void whatComesAgainWithoutAFaultIsWrong() {
		tell("0/10:1", "0/20:1");
		this.positions.repetitionIsExpected();
		this.positions.repetitionIsOver();
		tell("0/20:1");
		assertThat(this.complaints).containsExactly("0/20:1 came after 0/20:1, without a fault");
	}

	@Test
	void whatWasLeftOutAndComesLaterIsWrong() {
		this.positions.repetitionIsExpected();
		tell("0/10:1", "0/30:1", "0/20:1");
		assertThat(this.complaints).containsExactly("0/20:1 came for the first time after 0/30:1");
	}

	@Test
	void whatIsLeftOutWhenItComesAgainIsWrong() {
		this.positions.repetitionIsExpected();
		tell("0/10:1", "0/20:1", "0/30:1", "0/10:1", "0/30:1");
		assertThat(this.complaints).containsExactly("0/30:1 follows 0/10:1, without what was told between them");
	}

	@Test
	void whatComesAgainFromTheMiddleOfATransactionIsWrong() {
		this.positions.repetitionIsExpected();
		tell("0/10:1", "0/10:2", "0/10:3", "0/10:2");
		assertThat(this.complaints).containsExactly("0/10:2 came again, without 0/10:1 before it");
	}

	@Test
	void whatIsAnotherEventIsWrong() {
		this.positions.repetitionIsExpected();
		tell("0/10:1");
		this.positions.told(EventPosition.parse("0/10:1"), "another event");
		assertThat(this.complaints).containsExactly("0/10:1 is another event than it was: another event");
	}

	private void tell(String... positions) {
		for (String position : positions) {
			this.positions.told(EventPosition.parse(position), "event at " + position);
		}
	}

}
