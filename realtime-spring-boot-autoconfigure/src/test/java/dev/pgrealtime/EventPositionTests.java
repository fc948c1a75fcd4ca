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

package dev.pgrealtime;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link EventPosition}.
 */
class EventPositionTests {

	@Test
	void parseAndToStringAreInverse() {
		EventPosition position = new EventPosition(Lsn.parse("16/B374D848"), 3);
		assertThat(position).hasToString("16/B374D848:3");
		assertThat(EventPosition.parse("16/B374D848:3")).isEqualTo(position);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ":", "16/B374D848", "16/B374D848:", ":3", "16/B374D848:x", "16:3", "16/B374D848:3:4",
			"16/B374D848:-1", "16/B374D848:+3", "16/B374D848:9223372036854775808" })
	void parseWhenTextIsNoPositionFails(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> EventPosition.parse(text))
			.withMessage("'%s' is not an event position such as '16/B374D848:3'", text);
	}

	@Test
	void ordersByCommitAndThenByOrdinal() {
		List<EventPosition> inOrder = Stream.of("0/1:2", "0/1:10", "0/2:1", "80000000/0:1")
			.map(EventPosition::parse)
			.toList();
		assertThat(inOrder.stream().sorted()).isEqualTo(inOrder);
		assertThat(inOrder).isSorted();
	}

}
