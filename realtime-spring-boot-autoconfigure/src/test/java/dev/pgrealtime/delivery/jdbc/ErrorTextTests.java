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

package dev.pgrealtime.delivery.jdbc;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ErrorText}.
 */
class ErrorTextTests {

	@Test
	void namesTheCauses() {
		assertThat(ErrorText.of(new IllegalStateException("outer", new IllegalArgumentException("inner"))))
			.isEqualTo("java.lang.IllegalStateException: outer\ncaused by java.lang.IllegalArgumentException: inner");
	}

	@Test
	void endsWithCausesThatGoRound() {
		IllegalStateException outer = new IllegalStateException("outer");
		outer.initCause(new IllegalStateException("inner", outer));
		assertThat(ErrorText.of(outer).lines()).hasSize(10);
	}

	@Test
	void leavesOutWhatPostgresCannotHold() {
		assertThat(ErrorText.storable("a\0b", 10)).isEqualTo("ab");
	}

	@Test
	void cutsBetweenCharacters() {
		assertThat(ErrorText.storable("abc", 3)).isEqualTo("abc");
		assertThat(ErrorText.storable("abcd", 3)).isEqualTo("abc\u2026");
		assertThat(ErrorText.storable("ab\uD83D\uDE00", 3)).isEqualTo("ab\u2026");
	}

}
