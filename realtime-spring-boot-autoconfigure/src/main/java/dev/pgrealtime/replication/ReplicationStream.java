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
 * The COPY channel of a replication connection.
 */
final class ReplicationStream implements WalStream {

	private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

	private static final int STATUS_LENGTH = 1 + 8 + 8 + 8 + 8 + 1;

	private final ReplicationConnection connection;

	private final CopyDual copy;

	ReplicationStream(ReplicationConnection connection, CopyDual copy) {
		this.connection = connection;
		this.copy = copy;
	}

	@Override
	public @Nullable WalMessage read(Duration wait) throws SQLException, EOFException {
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

	@Override
	public void sendStatus(Lsn received, Lsn confirmed, boolean requestReply) throws SQLException {
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
