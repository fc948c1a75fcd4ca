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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Lsn}.
 */
class LsnTests {

	@ParameterizedTest
	@CsvSource({ "0/0, 0", "0/1, 1", "1/0, 4294967296", "16/B374D848, 97500059720", "FFFFFFFF/FFFFFFFF, -1" })
	void parseAndToStringAreInverse(String text, long value) {
		assertThat(Lsn.parse(text)).isEqualTo(new Lsn(value));
		assertThat(new Lsn(value)).hasToString(text);
	}

	@Test
	void parseTakesLowerCaseAndLeadingZeros() {
		assertThat(Lsn.parse("00000016/b374d848")).isEqualTo(Lsn.parse("16/B374D848"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "0", "0/", "/0", "0/0/0", "G/0", "0/G", "100000000/0", "0/100000000", "-1/0",
			"0/-1", "+1/0", "0/+1", " 0/0", "0/0 ", "1６/0" })
	void parseWhenTextIsNoLsnFails(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Lsn.parse(text))
			.withMessage("'%s' is not an LSN such as '16/B374D848'", text);
	}

	@Test
	void ordersAsUnsigned() {
		Lsn highest = Lsn.parse("FFFFFFFF/FFFFFFFF");
		assertThat(highest).isGreaterThan(Lsn.parse("7FFFFFFF/0")).isGreaterThan(Lsn.INVALID);
		assertThat(highest.isAfter(Lsn.INVALID)).isTrue();
		assertThat(Lsn.INVALID.isAfter(highest)).isFalse();
		assertThat(highest.isAfter(highest)).isFalse();
	}

	@Test
	void minusIsTheDistanceInBytes() {
		assertThat(Lsn.parse("1/10").minus(Lsn.parse("0/FFFFFFF0"))).isEqualTo(32);
		assertThat(Lsn.parse("0/FFFFFFF0").minus(Lsn.parse("1/10"))).isEqualTo(-32);
	}

}
