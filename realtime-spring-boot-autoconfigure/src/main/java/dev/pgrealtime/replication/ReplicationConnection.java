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

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;

/**
 * A connection in replication mode. It takes SQL until {@link #stream} turns it into a
 * channel for messages.
 */
final class ReplicationConnection extends ServerConnection {

	/** What the text of values depends on. */
	static final List<String> TEXT_FORM = List.of("SET TimeZone = 'UTC'", "SET DateStyle = 'ISO, YMD'",
			"SET IntervalStyle = 'postgres'", "SET bytea_output = 'hex'", "SET extra_float_digits = 3",
			"SET lc_monetary = 'C'");

	private final @Nullable ReplicationSocket socket;

	ReplicationConnection(Connection connection, @Nullable ReplicationSocket socket) {
		super(connection);
		this.socket = socket;
	}

	/**
	 * Begin to stream from where the slot stands.
	 * @param slot the name of the slot
	 * @param publication the name of the publication
	 * @param serverTimeout after which time without a word from us the server gives up
	 * @return the stream
	 * @throws SQLException if the server refuses
	 */
	ReplicationStream stream(String slot, String publication, Duration serverTimeout) throws SQLException {
		for (String setting : TEXT_FORM) {
			execute(setting);
		}
		execute("SET wal_sender_timeout = %d".formatted(serverTimeout.toMillis()));
		jdbc().setNetworkTimeout(Runnable::run, 0);
		CopyDual copy = jdbc().unwrap(PGConnection.class)
			.getCopyAPI()
			.copyDual("START_REPLICATION SLOT %s LOGICAL 0/0 (proto_version '1', messages 'true', publication_names %s)"
				.formatted(SqlNames.identifier(slot), SqlNames.replicationLiteral(SqlNames.identifier(publication))));
		return new ReplicationStream(this, copy);
	}

	/**
	 * Set how long a poll for a message may wait.
	 * @param time the time
	 */
	void pollFor(Duration time) {
		if (this.socket != null) {
			this.socket.pollFor(Math.toIntExact(time.toMillis()));
		}
	}

	/**
	 * Let go of the processor if the driver did not wait for a message by itself.
	 */
	void idle() {
		if (this.socket == null) {
			LockSupport.parkNanos(1_000_000);
		}
	}

	/**
	 * Return whether the peer has ended the stream or closed the connection, neither of
	 * which the driver tells. To be asked after every poll that found no message.
	 * @return {@code true} if nothing more will arrive
	 */
	boolean ended() {
		return this.socket != null && (!this.socket.wasPolled() || this.socket.ended());
	}

	@Override
	void abort() {
		if (this.socket == null) {
			super.abort();
			return;
		}
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			// It is gone either way
		}
	}

}
