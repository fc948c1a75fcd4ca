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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PgOutputDecoder}.
 */
class PgOutputDecoderTests {

	private final MessageBytes insert = MessageBytes.message('I').int32(16400).tag('N').int16(1).text("seven");

	@Test
	void decodeWhenBufferIsEmptyFails() {
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(new MessageBytes()::decode)
			.withMessage("Malformed pgoutput message at offset 0: a byte is missing");
	}

	@Test
	void decodeWhenTypeIsUnknownFails() {
		assertThatExceptionOfType(PgOutputProtocolException.class)
			.isThrownBy(MessageBytes.message('S').int32(1).int8(1)::decode)
			.withMessage("Malformed pgoutput message at offset 0: unexpected type 0x53");
	}

	@Test
	void decodeWhenBytesFollowFails() {
		assertThatExceptionOfType(PgOutputProtocolException.class)
			.isThrownBy(MessageBytes.message('T').int32(1).int8(0).int32(16400).int16(0)::decode)
			.withMessage("Malformed pgoutput Truncate at offset 10: 2 bytes follow its end")
			.satisfies((ex) -> {
				assertThat(ex.messageName()).isEqualTo("Truncate");
				assertThat(ex.offset()).isEqualTo(10);
			});
	}

	@Test
	void decodeTakesWhatLiesBetweenPositionAndLimit() {
		ByteBuffer buffer = surrounded(this.insert.toByteArray());
		assertThat(((Insert) PgOutputDecoder.decode(buffer)).newRow().text(0)).isEqualTo("seven");
	}

	@Test
	void decodeTakesBufferWithArrayOffset() {
		ByteBuffer buffer = surrounded(this.insert.toByteArray()).slice();
		assertThat(buffer.arrayOffset()).isPositive();
		Tuple row = ((Insert) PgOutputDecoder.decode(buffer)).newRow();
		assertThat(row.text(0)).isEqualTo("seven");
		assertThat(row.bytes(0)).isEqualTo("seven".getBytes());
	}

	@Test
	void decodeCountsOffsetsFromTheStartOfTheMessage() {
		ByteBuffer buffer = surrounded(MessageBytes.message('I').int32(16400).tag('x').toByteArray());
		assertThatExceptionOfType(PgOutputProtocolException.class).isThrownBy(() -> PgOutputDecoder.decode(buffer))
			.withMessage("Malformed pgoutput Insert at offset 5: unexpected tuple tag 0x78");
	}

	@Test
	void decodeLeavesTheBufferAsItIs() {
		ByteBuffer buffer = surrounded(this.insert.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
		int position = buffer.position();
		PgOutputDecoder.decode(buffer);
		assertThat(buffer.position()).isEqualTo(position);
		assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
	}

	private ByteBuffer surrounded(byte[] message) {
		byte[] array = new byte[message.length + 8];
		System.arraycopy(message, 0, array, 5, message.length);
		return ByteBuffer.wrap(array, 5, message.length);
	}

}
