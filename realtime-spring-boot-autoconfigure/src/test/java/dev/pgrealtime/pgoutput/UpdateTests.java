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
 * Tests for {@link Update}.
 */
class UpdateTests {

	@Test
	void decodesUpdateThatTellsNothingOfTheOldRow() {
		Update update = (Update) update().tag('N').int16(2).text("7").unchanged().decode();
		assertThat(update.relationId()).isEqualTo(16400);
		assertThat(update.oldRow()).isNull();
		assertThat(update.newRow().text(0)).isEqualTo("7");
		assertThat(update.newRow().isUnchanged(1)).isTrue();
	}

	@Test
	void decodesOldKey() {
		MessageBytes bytes = update().tag('K').int16(2).text("6").nullValue();
		Update update = (Update) bytes.tag('N').int16(2).text("7").text("new").decode();
		OldRow oldRow = update.oldRow();
		assertThat(oldRow).isNotNull();
		assertThat(oldRow.keyOnly()).isTrue();
		assertThat(oldRow.tuple().text(0)).isEqualTo("6");
		assertThat(update.newRow().text(0)).isEqualTo("7");
	}

	@Test
	void decodesWholeOldRow() {
		MessageBytes bytes = update().tag('O').int16(2).text("7").text("old");
		Update update = (Update) bytes.tag('N').int16(2).text("7").text("new").decode();
		OldRow oldRow = update.oldRow();
		assertThat(oldRow).isNotNull();
		assertThat(oldRow.keyOnly()).isFalse();
		assertThat(oldRow.tuple().text(1)).isEqualTo("old");
		assertThat(update.newRow().text(1)).isEqualTo("new");
	}

	@Test
	void decodeWhenNewRowIsMissingFails() {
		MessageBytes bytes = update().tag('O').int16(1).text("7");
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Update at offset 14: a byte is missing");
	}

	@Test
	void decodeWhenTwoOldRowsComeFails() {
		MessageBytes bytes = update().tag('K').int16(1).text("6").tag('O').int16(1).text("7");
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decode)
			.withMessage("Malformed pgoutput Update at offset 14: unexpected tuple tag 0x4f");
	}

	private MessageBytes update() {
		return MessageBytes.message('U').int32(16400);
	}

}
