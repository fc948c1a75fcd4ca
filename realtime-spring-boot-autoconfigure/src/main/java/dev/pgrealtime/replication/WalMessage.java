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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;

/**
 * What the reader hands to the dispatcher: above all what a walsender sends on the COPY
 * channel.
 *
 * @see <a href=
 * "https://www.postgresql.org/docs/current/protocol-replication.html#PROTOCOL-REPLICATION-START-REPLICATION">Streaming
 * Replication Protocol</a>
 */
sealed interface WalMessage {

	/**
	 * Decode a message.
	 * @param bytes the message, which the result goes on to use
	 * @return the message
	 * @throws IllegalArgumentException if it is neither data nor a keepalive
	 */
	static WalMessage decode(byte[] bytes) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		if (bytes.length >= Data.HEADER && bytes[0] == 'w') {
			return new Data(new Lsn(buffer.getLong(9)), buffer.position(Data.HEADER));
		}
		if (bytes.length == Keepalive.LENGTH && bytes[0] == 'k') {
			return new Keepalive(new Lsn(buffer.getLong(1)), buffer.getLong(9), bytes[17] != 0);
		}
		throw new IllegalArgumentException("Not a message of the streaming replication protocol: type 0x%02x, %d bytes"
			.formatted((bytes.length > 0) ? bytes[0] : 0, bytes.length));
	}

	/**
	 * Return how many bytes the message holds on to.
	 * @return the bytes of the message, and an allowance for the objects around them
	 */
	int size();

	/**
	 * A message of the output plugin.
	 *
	 * @param walEnd the end of the WAL on the server
	 * @param payload the message of the output plugin
	 */
	record Data(Lsn walEnd, ByteBuffer payload) implements WalMessage {

		private static final int HEADER = 1 + 8 + 8 + 8;

		private static final int OVERHEAD = 128;

		private static final int PREFIX_OFFSET = 1 + 1 + 8;

		/** What the prefix of every message of ours begins with. */
		private static final ByteBuffer OUR_PREFIX = StandardCharsets.UTF_8.encode("realtime").asReadOnlyBuffer();

		/**
		 * Return whether a transaction begins.
		 * @return {@code true} if it does
		 */
		boolean isBegin() {
			return type() == 'B' && this.payload.remaining() > Long.BYTES;
		}

		boolean isCommit() {
			return type() == 'C';
		}

		/**
		 * Return whether somebody has written it with {@code pg_logical_emit_message}.
		 * @return {@code true} if it is no change, but a message
		 */
		boolean isMessage() {
			return type() == 'M';
		}

		/**
		 * Return whether it is a message that somebody else has written, for purposes of
		 * their own.
		 * @return {@code true} if its prefix is none of ours; one that is too short to
		 * tell is left to whoever decodes it
		 */
		boolean isForeign() {
			int length = OUR_PREFIX.remaining();
			return isMessage() && this.payload.remaining() >= PREFIX_OFFSET + length
					&& !this.payload.slice(this.payload.position() + PREFIX_OFFSET, length).equals(OUR_PREFIX);
		}

		/**
		 * Return whether it is a message of that content.
		 * @param tail how the message ends: prefix, length and content
		 * @return {@code true} if it does
		 */
		boolean endsWith(ByteBuffer tail) {
			return isMessage() && this.payload.remaining() == PREFIX_OFFSET + tail.remaining()
					&& this.payload.slice(this.payload.position() + PREFIX_OFFSET, tail.remaining()).equals(tail);
		}

		private byte type() {
			return this.payload.hasRemaining() ? this.payload.get(this.payload.position()) : 0;
		}

		/**
		 * Return the position of the commit of the transaction that begins.
		 * @return the position
		 */
		Lsn commitLsn() {
			return new Lsn(this.payload.getLong(this.payload.position() + 1));
		}

		@Override
		public int size() {
			return this.payload.limit() + OVERHEAD;
		}

	}

	/**
	 * Not from the server: it has begun to send.
	 *
	 * @param from the position from which it sends
	 */
	record Started(Lsn from) implements WalMessage {

		@Override
		public int size() {
			return 0;
		}

	}

	/**
	 * Not from the server: the slot was lost, and what follows is from a new one.
	 *
	 * @param gap what may have been missed
	 */
	record Gap(StreamGap gap) implements WalMessage {

		@Override
		public int size() {
			return 0;
		}

	}

	/**
	 * A sign of life. All that the server has to send of the WAL before its position has
	 * been sent.
	 *
	 * @param walEnd the position
	 * @param sentAt when it was sent, in microseconds by the clock of the server
	 * @param replyRequested whether the server wants a status update at once
	 */
	record Keepalive(Lsn walEnd, long sentAt, boolean replyRequested) implements WalMessage {

		private static final int LENGTH = 1 + 8 + 8 + 1;

		@Override
		public int size() {
			return LENGTH;
		}

	}

}
