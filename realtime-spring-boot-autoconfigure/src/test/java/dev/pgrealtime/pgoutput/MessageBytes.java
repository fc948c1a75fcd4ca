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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes a message field by field, as the server would.
 */
public final class MessageBytes {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	public static MessageBytes message(char type) {
		return new MessageBytes().tag(type);
	}

	public MessageBytes tag(char tag) {
		return int8(tag);
	}

	public MessageBytes int8(int value) {
		this.out.write(value);
		return this;
	}

	public MessageBytes int16(int value) {
		return int8(value >>> 8).int8(value);
	}

	public MessageBytes int32(int value) {
		return int16(value >>> 16).int16(value);
	}

	public MessageBytes int64(long value) {
		return int32((int) (value >>> 32)).int32((int) value);
	}

	MessageBytes hex(String digits) {
		return bytes(HexFormat.of().parseHex(digits));
	}

	public MessageBytes bytes(byte[] bytes) {
		this.out.writeBytes(bytes);
		return this;
	}

	public MessageBytes string(String value) {
		return bytes(value.getBytes(StandardCharsets.UTF_8)).int8(0);
	}

	public MessageBytes text(String value) {
		byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
		return tag('t').int32(bytes.length).bytes(bytes);
	}

	MessageBytes binary(byte[] value) {
		return tag('b').int32(value.length).bytes(value);
	}

	MessageBytes nullValue() {
		return tag('n');
	}

	MessageBytes unchanged() {
		return tag('u');
	}

	public byte[] toByteArray() {
		return this.out.toByteArray();
	}

	PgOutputMessage decode() {
		return PgOutputDecoder.decode(ByteBuffer.wrap(toByteArray()));
	}

	Tuple decodeTuple() {
		return Tuple.decode(new MessageReader(ByteBuffer.wrap(toByteArray())));
	}

}
