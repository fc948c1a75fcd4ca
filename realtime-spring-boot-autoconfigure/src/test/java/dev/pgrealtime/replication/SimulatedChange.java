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

package dev.pgrealtime.replication;

import java.nio.charset.StandardCharsets;

import dev.pgrealtime.pgoutput.MessageBytes;

/**
 * What one statement does to one row, to whole tables, or to the WAL alone.
 *
 * @param kind what it does
 * @param table the table, the first one of a truncate, meaningless for a message
 * @param key the key of the row
 * @param text what the row holds afterwards, or did before; what a message says
 */
record SimulatedChange(Kind kind, int table, long key, String text) {

	/** How many tables there are. */
	static final int TABLES = 2;

	/** The identifier of the first table. */
	static final int FIRST_TABLE = 16_400;

	/**
	 * How many events the change becomes.
	 * @return their number
	 */
	int events() {
		return switch (this.kind) {
			case INSERT, UPDATE, DELETE, TRUNCATE -> 1;
			case TRUNCATE_ALL -> TABLES;
			case SIGNAL -> 0;
		};
	}

	byte[] encode(boolean swapped) {
		int id = FIRST_TABLE + this.table;
		return switch (this.kind) {
			case INSERT -> row(MessageBytes.message('I').int32(id).tag('N'), swapped).toByteArray();
			case UPDATE -> row(MessageBytes.message('U').int32(id).tag('N'), swapped).toByteArray();
			case DELETE -> row(MessageBytes.message('D').int32(id).tag('O'), swapped).toByteArray();
			case TRUNCATE -> MessageBytes.message('T').int32(1).int8(0).int32(id).toByteArray();
			case TRUNCATE_ALL ->
				MessageBytes.message('T').int32(TABLES).int8(1).int32(FIRST_TABLE).int32(FIRST_TABLE + 1).toByteArray();
			case SIGNAL -> MessageBytes.message('M')
				.int8(1)
				.int64(0)
				.string("realtime")
				.int32(this.text.length())
				.bytes(this.text.getBytes(StandardCharsets.US_ASCII))
				.toByteArray();
		};
	}

	private MessageBytes row(MessageBytes message, boolean swapped) {
		String key = String.valueOf(this.key);
		return message.int16(2).text(swapped ? this.text : key).text(swapped ? key : this.text);
	}

	/**
	 * Encode the shape of a table.
	 * @param table the table
	 * @param swapped whether its columns stand the other way round
	 * @return a message
	 */
	static byte[] encodeRelation(int table, boolean swapped) {
		return MessageBytes.message('R')
			.int32(FIRST_TABLE + table)
			.string("public")
			.string("table" + table)
			.tag('f')
			.int16(2)
			.int8(1)
			.string(swapped ? "text" : "key")
			.int32(25)
			.int32(-1)
			.int8(1)
			.string(swapped ? "key" : "text")
			.int32(25)
			.int32(-1)
			.toByteArray();
	}

	@Override
	public String toString() {
		return "%s %d/%d %s".formatted(this.kind, this.table, this.key,
				this.text.substring(0, Math.min(this.text.length(), 12)));
	}

	/**
	 * What a statement does.
	 */
	enum Kind {

		INSERT, UPDATE, DELETE, TRUNCATE, TRUNCATE_ALL, SIGNAL

	}

}
