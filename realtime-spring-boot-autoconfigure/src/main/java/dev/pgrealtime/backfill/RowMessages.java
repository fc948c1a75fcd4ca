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

package dev.pgrealtime.backfill;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.mapping.ReadMark;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.PgOutputDecoder;
import dev.pgrealtime.pgoutput.PgOutputMessage;

/**
 * Makes of rows the messages that the server would have sent had they been inserted just
 * now, so that they become entities in the same way.
 */
final class RowMessages {

	private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

	private static final int PART_OF_IDENTITY = 1;

	private RowMessages() {
	}

	static PgOutputMessage decode(byte[] message) {
		return PgOutputDecoder.decode(ByteBuffer.wrap(message));
	}

	static byte[] begin(Begin transaction) {
		return message((out) -> {
			out.writeByte('B');
			out.writeLong(transaction.commitLsn().value());
			out.writeLong(ChronoUnit.MICROS.between(POSTGRES_EPOCH, transaction.commitTimestamp()));
			out.writeInt((int) transaction.transactionId());
		});
	}

	static byte[] commit(Begin transaction, Lsn end) {
		return message((out) -> {
			out.writeByte('C');
			out.writeByte(0);
			out.writeLong(transaction.commitLsn().value());
			out.writeLong(end.value());
			out.writeLong(ChronoUnit.MICROS.between(POSTGRES_EPOCH, transaction.commitTimestamp()));
		});
	}

	/**
	 * Return the message that tells that what is inserted after it was read.
	 * @param transaction the transaction that it belongs to
	 * @return a logical message
	 */
	static byte[] readMark(Begin transaction) {
		byte[] content = ReadMark.CONTENT.getBytes(StandardCharsets.UTF_8);
		return message((out) -> {
			out.writeByte('M');
			out.writeByte(1);
			out.writeLong(transaction.commitLsn().value());
			writeName(out, ReadMark.PREFIX);
			out.writeInt(content.length);
			out.write(content);
		});
	}

	static byte[] relation(TableShape shape) {
		return message((out) -> {
			out.writeByte('R');
			out.writeInt(shape.oid());
			writeName(out, shape.schema());
			writeName(out, shape.name());
			out.writeByte('f');
			out.writeShort(shape.columns().size());
			for (TableShape.Column column : shape.columns()) {
				out.writeByte(PART_OF_IDENTITY);
				writeName(out, column.name());
				out.writeInt(column.typeOid());
				out.writeInt(column.typeModifier());
			}
		});
	}

	static byte[] insert(StoredRow row) {
		return message((out) -> {
			out.writeByte('I');
			out.writeInt(row.shape().oid());
			out.writeByte('N');
			out.writeShort(row.values().size());
			for (String value : row.values()) {
				writeValue(out, value);
			}
		});
	}

	private static void writeName(DataOutputStream out, String name) throws IOException {
		out.write(name.getBytes(StandardCharsets.UTF_8));
		out.writeByte(0);
	}

	private static void writeValue(DataOutputStream out, @Nullable String value) throws IOException {
		if (value == null) {
			out.writeByte('n');
			return;
		}
		byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
		out.writeByte('t');
		out.writeInt(bytes.length);
		out.write(bytes);
	}

	private static byte[] message(Content content) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			content.write(out);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	@FunctionalInterface
	private interface Content {

		void write(DataOutputStream out) throws IOException;

	}

}
