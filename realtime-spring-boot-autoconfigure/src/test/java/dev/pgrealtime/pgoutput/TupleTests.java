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
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Tuple}.
 */
class TupleTests {

	private static final int TEXT = 0;

	private static final int EMPTY = 1;

	private static final int NULL = 2;

	private static final int UNCHANGED = 3;

	private static final int BINARY = 4;

	private final Tuple tuple = new MessageBytes().int16(5)
		.text("grüße")
		.text("")
		.nullValue()
		.unchanged()
		.binary(new byte[] { 0, 7 })
		.decodeTuple();

	@Test
	void sizeIsTheNumberOfValues() {
		assertThat(this.tuple.size()).isEqualTo(5);
		assertThat(new MessageBytes().int16(0).decodeTuple().size()).isZero();
	}

	@Test
	void textIsDecodedAsUtf8() {
		assertThat(this.tuple.text(TEXT)).isEqualTo("grüße");
	}

	@Test
	void emptyTextIsNotNull() {
		assertThat(this.tuple.isNull(EMPTY)).isFalse();
		assertThat(this.tuple.text(EMPTY)).isEmpty();
		assertThat(this.tuple.length(EMPTY)).isZero();
	}

	@Test
	void nullIsNotUnchanged() {
		assertThat(this.tuple.isNull(NULL)).isTrue();
		assertThat(this.tuple.isUnchanged(NULL)).isFalse();
		assertThat(this.tuple.length(NULL)).isNegative();
	}

	@Test
	void unchangedIsNotNull() {
		assertThat(this.tuple.isUnchanged(UNCHANGED)).isTrue();
		assertThat(this.tuple.isNull(UNCHANGED)).isFalse();
		assertThat(this.tuple.length(UNCHANGED)).isNegative();
	}

	@Test
	void binaryValueIsToldFromText() {
		assertThat(this.tuple.isBinary(BINARY)).isTrue();
		assertThat(this.tuple.isBinary(TEXT)).isFalse();
		assertThat(this.tuple.bytes(BINARY)).containsExactly(0, 7);
	}

	@Test
	void offsetAndLengthPointIntoTheBuffer() {
		int offset = this.tuple.offset(BINARY);
		assertThat(this.tuple.length(BINARY)).isEqualTo(2);
		assertThat(this.tuple.buffer()[offset]).isZero();
		assertThat(this.tuple.buffer()[offset + 1]).isEqualTo((byte) 7);
	}

	@Test
	void bytesIsACopy() {
		this.tuple.bytes(TEXT)[0] = 'G';
		assertThat(this.tuple.text(TEXT)).isEqualTo("grüße");
	}

	@Test
	void textWhenThereIsNoValueFails() {
		assertThatIllegalStateException().isThrownBy(() -> this.tuple.text(NULL))
			.withMessage("Column 2 holds no value");
		assertThatIllegalStateException().isThrownBy(() -> this.tuple.bytes(UNCHANGED))
			.withMessage("Column 3 holds no value");
	}

	@Test
	void textWhenValueIsBinaryFails() {
		assertThatIllegalStateException().isThrownBy(() -> this.tuple.text(BINARY)).withMessage("Column 4 is binary");
	}

	@Test
	void sameValueComparesBytes() {
		Tuple left = new MessageBytes().int16(2).text("same").text("left").decodeTuple();
		Tuple right = new MessageBytes().int16(2).text("same").text("rite").decodeTuple();
		assertThat(left.sameValue(0, right)).isTrue();
		assertThat(left.sameValue(1, right)).isFalse();
	}

	@Test
	void sameValueTellsNullUnchangedAndEmptyApart() {
		Tuple left = new MessageBytes().int16(3).nullValue().unchanged().text("").decodeTuple();
		Tuple right = new MessageBytes().int16(3).unchanged().text("").nullValue().decodeTuple();
		assertThat(left.sameValue(0, left)).isTrue();
		assertThat(left.sameValue(1, left)).isTrue();
		assertThat(left.sameValue(2, left)).isTrue();
		assertThat(left.sameValue(0, right)).isFalse();
		assertThat(left.sameValue(1, right)).isFalse();
		assertThat(left.sameValue(2, right)).isFalse();
	}

	@Test
	void decodeWhenKindOfValueIsUnknownFails() {
		MessageBytes bytes = new MessageBytes().int16(2).nullValue().tag('x');
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decodeTuple)
			.withMessage("Malformed pgoutput message at offset 3: unexpected kind of value 1 0x78");
	}

	@Test
	void decodeWhenMoreValuesAreAnnouncedThanCanFollowFails() {
		MessageBytes bytes = new MessageBytes().int16(Short.MAX_VALUE).nullValue();
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decodeTuple)
			.withMessage("Malformed pgoutput message at offset 0: 32767 values are announced, 1 bytes remain");
	}

	@Test
	void decodeWhenValueIsLongerThanTheMessageFails() {
		MessageBytes bytes = new MessageBytes().int16(1).tag('t').int32(5).tag('a');
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decodeTuple)
			.withMessage("Malformed pgoutput message at offset 3: 5 value bytes are announced, 1 bytes remain");
	}

	@Test
	void decodeWhenLengthOfValueIsNegativeFails() {
		MessageBytes bytes = new MessageBytes().int16(1).tag('t').int32(-1);
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(bytes::decodeTuple)
			.withMessage("Malformed pgoutput message at offset 3: -1 value bytes are announced, 0 bytes remain");
	}

}
