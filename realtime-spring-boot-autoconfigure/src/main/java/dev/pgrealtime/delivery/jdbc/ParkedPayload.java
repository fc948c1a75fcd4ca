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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;

/**
 * What is kept of what was parked: all that it takes to hand it over again.
 *
 * @param part the number of the part of the transaction, or 0 for a single event
 * @param last whether no part follows
 * @param changes the events
 */
record ParkedPayload(int part, boolean last, List<ParkedChange> changes) {

	/**
	 * The first byte, which tells how to read the others. Whoever changes them counts it
	 * up, and goes on reading the numbers before.
	 */
	private static final int FORMAT = 1;

	byte[] toBytes() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(FORMAT);
			out.writeInt(this.part);
			out.writeBoolean(this.last);
			out.writeInt(this.changes.size());
			for (ParkedChange change : this.changes) {
				write(out, change);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static void write(DataOutputStream out, ParkedChange change) throws IOException {
		write(out, change.model().getBytes(StandardCharsets.UTF_8));
		out.writeLong(change.position().commitLsn().value());
		out.writeLong(change.position().ordinal());
		out.writeLong(change.firstOrdinal());
		out.writeInt(change.messages().size());
		for (byte[] message : change.messages()) {
			write(out, message);
		}
	}

	private static void write(DataOutputStream out, byte[] bytes) throws IOException {
		out.writeInt(bytes.length);
		out.write(bytes);
	}

	static ParkedPayload of(byte[] bytes) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
			int format = in.readUnsignedByte();
			if (format != FORMAT) {
				throw new IllegalArgumentException(
						"The event was parked by a later version of the application, in format %d".formatted(format));
			}
			int part = in.readInt();
			boolean last = in.readBoolean();
			int count = in.readInt();
			List<ParkedChange> changes = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				changes.add(readChange(in));
			}
			return new ParkedPayload(part, last, List.copyOf(changes));
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("The payload of the parked event is damaged", ex);
		}
	}

	private static ParkedChange readChange(DataInputStream in) throws IOException {
		String model = new String(readBytes(in), StandardCharsets.UTF_8);
		EventPosition position = new EventPosition(new Lsn(in.readLong()), in.readLong());
		long firstOrdinal = in.readLong();
		int count = in.readInt();
		List<byte[]> messages = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			messages.add(readBytes(in));
		}
		return new ParkedChange(model, position, firstOrdinal, List.copyOf(messages));
	}

	private static byte[] readBytes(DataInputStream in) throws IOException {
		int length = in.readInt();
		byte[] bytes = in.readNBytes(length);
		if (bytes.length != length) {
			throw new IOException("It ends too early");
		}
		return bytes;
	}

}
