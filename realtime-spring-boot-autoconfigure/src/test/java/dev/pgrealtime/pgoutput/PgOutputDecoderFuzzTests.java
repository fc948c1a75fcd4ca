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

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fuzz tests for {@link PgOutputDecoder}: whatever the bytes, it returns a message or
 * throws a {@link PgOutputProtocolException}; {@link #decode} lets anything else through
 * to fail the test.
 */
class PgOutputDecoderFuzzTests {

	private static final String TYPES = "BCORYIUDTM";

	static Stream<MessageBytes> validMessages() {
		return Stream.of(MessageBytes.message('B').int64(1).int64(2).int32(3),
				MessageBytes.message('C').int8(0).int64(1).int64(2).int64(3),
				MessageBytes.message('O').int64(1).string("standby"),
				MessageBytes.message('R')
					.int32(1)
					.string("public")
					.string("orders")
					.tag('f')
					.int16(2)
					.int8(1)
					.string("id")
					.int32(20)
					.int32(-1)
					.int8(0)
					.string("name")
					.int32(25)
					.int32(-1),
				MessageBytes.message('Y').int32(1).string("public").string("status"),
				MessageBytes.message('I').int32(1).tag('N').int16(3).text("7").nullValue().binary(new byte[4]),
				MessageBytes.message('U').int32(1).tag('O').int16(1).text("6").tag('N').int16(2).text("7").unchanged(),
				MessageBytes.message('U').int32(1).tag('K').int16(1).text("6").tag('N').int16(1).text("7"),
				MessageBytes.message('U').int32(1).tag('N').int16(1).text("7"),
				MessageBytes.message('D').int32(1).tag('K').int16(1).text("7"),
				MessageBytes.message('T').int32(2).int8(3).int32(1).int32(2),
				MessageBytes.message('M').int8(1).int64(1).string("audit").int32(3).hex("010203"));
	}

	static Stream<MessageBytes> messagesThatAnnounceMoreThanTheyHold() {
		return Stream.of(
				MessageBytes.message('R').int32(1).string("public").string("orders").tag('f').int16(Short.MAX_VALUE),
				MessageBytes.message('I').int32(1).tag('N').int16(Short.MAX_VALUE),
				MessageBytes.message('I').int32(1).tag('N').int16(1).tag('t').int32(Integer.MAX_VALUE),
				MessageBytes.message('T').int32(Integer.MAX_VALUE).int8(0),
				MessageBytes.message('M').int8(0).int64(1).string("audit").int32(Integer.MAX_VALUE));
	}

	@ParameterizedTest
	@MethodSource("validMessages")
	void noStartOfAMessageIsAMessage(MessageBytes message) {
		byte[] bytes = message.toByteArray();
		assertThat(decode(bytes)).isNotNull();
		for (int length = 0; length < bytes.length; length++) {
			assertThat(decode(Arrays.copyOf(bytes, length))).as("the first %d bytes", length).isNull();
		}
	}

	@ParameterizedTest
	@MethodSource("validMessages")
	void everySingleByteMayBeWrong(MessageBytes message) {
		byte[] bytes = message.toByteArray();
		for (int i = 0; i < bytes.length; i++) {
			byte[] mutated = bytes.clone();
			for (int value = 0; value < 256; value++) {
				mutated[i] = (byte) value;
				decode(mutated);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 42, 20260101 })
	void bytesMayBeRandom(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < 20_000; i++) {
			byte[] bytes = new byte[1 + random.nextInt(64)];
			random.nextBytes(bytes);
			bytes[0] = (byte) TYPES.charAt(random.nextInt(TYPES.length()));
			decode(bytes);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 2, 43, 20260102 })
	void messagesMayBeMutatedInSeveralPlaces(long seed) {
		Random random = new Random(seed);
		byte[][] messages = validMessages().map(MessageBytes::toByteArray).toArray(byte[][]::new);
		for (int i = 0; i < 20_000; i++) {
			byte[] bytes = messages[random.nextInt(messages.length)].clone();
			for (int mutation = random.nextInt(4); mutation >= 0; mutation--) {
				bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
			}
			decode(bytes);
		}
	}

	@ParameterizedTest
	@MethodSource("messagesThatAnnounceMoreThanTheyHold")
	void memoryDoesNotFollowAnnouncedCounts(MessageBytes message) {
		byte[] bytes = message.toByteArray();
		decode(bytes);
		long before = allocatedBytes();
		assertThat(decode(bytes)).isNull();
		assertThat(allocatedBytes() - before).isLessThan(100_000);
	}

	private long allocatedBytes() {
		return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
	}

	private @Nullable PgOutputMessage decode(byte[] bytes) {
		try {
			return PgOutputDecoder.decode(ByteBuffer.wrap(bytes));
		}
		catch (PgOutputProtocolException ex) {
			assertThat(ex.offset()).isBetween(0, bytes.length);
			return null;
		}
	}

}
