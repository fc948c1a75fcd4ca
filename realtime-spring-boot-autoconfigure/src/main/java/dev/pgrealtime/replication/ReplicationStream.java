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

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyDual;

import dev.pgrealtime.Lsn;

/**
 * The COPY channel of a replication connection: messages in, status updates out. It
 * belongs to one thread.
 */
final class ReplicationStream {

	private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

	private static final int STATUS_LENGTH = 1 + 8 + 8 + 8 + 8 + 1;

	private final ReplicationConnection connection;

	private final CopyDual copy;

	ReplicationStream(ReplicationConnection connection, CopyDual copy) {
		this.connection = connection;
		this.copy = copy;
	}

	/**
	 * Read a message, waiting a moment for one.
	 * @param wait how long to wait
	 * @return the message, or {@code null} if there was none in time
	 * @throws SQLException if the server ends the stream with an error
	 * @throws EOFException if the server ends it without a word
	 */
	@Nullable WalMessage read(Duration wait) throws SQLException, EOFException {
		this.connection.pollFor(wait);
		byte[] bytes = this.copy.readFromCopy(false);
		if (bytes != null) {
			return WalMessage.decode(bytes);
		}
		if (this.connection.ended() || !this.copy.isActive()) {
			throw new EOFException("The server has closed the replication connection");
		}
		this.connection.idle();
		return null;
	}

	/**
	 * Tell the server what has been received and what it need not send again.
	 * @param received the end of the WAL that has been received
	 * @param confirmed the position before which everything is done
	 * @param requestReply whether the server shall answer with a keepalive
	 * @throws SQLException if the connection is broken
	 */
	void sendStatus(Lsn received, Lsn confirmed, boolean requestReply) throws SQLException {
		byte[] status = ByteBuffer.allocate(STATUS_LENGTH)
			.put((byte) 'r')
			.putLong(received.value())
			.putLong(confirmed.value())
			.putLong(confirmed.value())
			.putLong(ChronoUnit.MICROS.between(POSTGRES_EPOCH, Clock.systemUTC().instant()))
			.put((byte) (requestReply ? 1 : 0))
			.array();
		this.copy.writeToCopy(status, 0, status.length);
		this.copy.flushCopy();
	}

}
