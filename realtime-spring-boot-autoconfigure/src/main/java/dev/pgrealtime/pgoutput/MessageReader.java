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
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Function;

import dev.pgrealtime.Lsn;

/**
 * Reads the fields of one message, and knows where it stands when one makes no sense.
 */
final class MessageReader {

	private static final long POSTGRES_EPOCH_SECONDS = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

	private static final long MICROS_PER_SECOND = 1_000_000;

	private final ByteBuffer buffer;

	private String message = "message";

	private int fieldOffset;

	MessageReader(ByteBuffer buffer) {
		this.buffer = buffer.slice();
	}

	<M extends PgOutputMessage> M message(String name, Function<MessageReader, M> body) {
		this.message = name;
		M result = body.apply(this);
		expectEnd();
		return result;
	}

	byte int8() {
		require(Byte.BYTES, "a byte");
		return this.buffer.get();
	}

	int int32() {
		require(Integer.BYTES, "a 32-bit integer");
		return this.buffer.getInt();
	}

	long unsignedInt32() {
		return Integer.toUnsignedLong(int32());
	}

	long int64() {
		require(Long.BYTES, "a 64-bit integer");
		return this.buffer.getLong();
	}

	Lsn lsn() {
		return new Lsn(int64());
	}

	Instant timestamp() {
		long micros = int64();
		return Instant.ofEpochSecond(POSTGRES_EPOCH_SECONDS + Math.floorDiv(micros, MICROS_PER_SECOND),
				Math.floorMod(micros, MICROS_PER_SECOND) * 1_000);
	}

	String string(String what) {
		int from = enterField();
		for (int i = from; i < this.buffer.limit(); i++) {
			if (this.buffer.get(i) == 0) {
				String value = decodeUtf8(what, this.buffer.slice(from, i - from));
				this.buffer.position(i + 1);
				return value;
			}
		}
		throw malformed("the %s has no end".formatted(what));
	}

	int count16(String what, int minimumLength) {
		require(Short.BYTES, "a 16-bit integer");
		return checkCount(what, this.buffer.getShort(), minimumLength);
	}

	int count32(String what, int minimumLength) {
		return checkCount(what, int32(), minimumLength);
	}

	private int checkCount(String what, int count, int minimumLength) {
		if (count < 0 || (long) count * minimumLength > this.buffer.remaining()) {
			throw malformed("%d %s are announced, %d bytes remain".formatted(count, what, this.buffer.remaining()));
		}
		return count;
	}

	ByteBuffer view(int length) {
		ByteBuffer view = this.buffer.slice(this.buffer.position(), length).asReadOnlyBuffer();
		skip(length);
		return view;
	}

	int skip(int length) {
		int from = this.buffer.arrayOffset() + this.buffer.position();
		this.buffer.position(this.buffer.position() + length);
		return from;
	}

	byte[] array() {
		return this.buffer.array();
	}

	void expectZero(String what) {
		byte value = int8();
		if (value != 0) {
			throw unexpected(what, value);
		}
	}

	private void expectEnd() {
		enterField();
		if (this.buffer.hasRemaining()) {
			throw malformed("%d bytes follow its end".formatted(this.buffer.remaining()));
		}
	}

	private int enterField() {
		this.fieldOffset = this.buffer.position();
		return this.fieldOffset;
	}

	private void require(int length, String what) {
		enterField();
		if (this.buffer.remaining() < length) {
			throw malformed("%s is missing".formatted(what));
		}
	}

	private String decodeUtf8(String what, ByteBuffer bytes) {
		try {
			CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
			return text.toString();
		}
		catch (CharacterCodingException ex) {
			throw malformed("the %s is not UTF-8".formatted(what));
		}
	}

	PgOutputProtocolException unexpected(String what, byte value) {
		return malformed("unexpected %s 0x%02x".formatted(what, value));
	}

	PgOutputProtocolException malformed(String reason) {
		return new PgOutputProtocolException(this.message, this.fieldOffset, reason);
	}

}
