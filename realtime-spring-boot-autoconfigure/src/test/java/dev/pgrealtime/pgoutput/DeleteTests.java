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

package dev.pgrealtime.pgoutput;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Delete}.
 */
class DeleteTests {

	@Test
	void decodesOldKey() {
		Delete delete = (Delete) MessageBytes.message('D')
			.int32(16400)
			.tag('K')
			.int16(2)
			.text("7")
			.nullValue()
			.decode();
		assertThat(delete.relationId()).isEqualTo(16400);
		assertThat(delete.oldRow().keyOnly()).isTrue();
		assertThat(delete.oldRow().tuple().text(0)).isEqualTo("7");
	}

	@Test
	void decodesWholeOldRow() {
		Delete delete = (Delete) MessageBytes.message('D').int32(16400).tag('O').int16(2).text("7").text("x").decode();
		assertThat(delete.oldRow().keyOnly()).isFalse();
		assertThat(delete.oldRow().tuple().text(1)).isEqualTo("x");
	}

	@Test
	void decodeWhenRowIsANewOneFails() {
		MessageBytes bytes = MessageBytes.message('D').int32(16400).tag('N').int16(1).text("7");
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Delete at offset 5: unexpected tuple tag 0x4e");
	}

}
