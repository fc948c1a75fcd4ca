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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;

/**
 * A connection in replication mode. It takes SQL until {@link #stream} turns it into a
 * channel for messages. It belongs to one thread; only {@link #abort()} may be called by
 * others.
 */
final class ReplicationConnection implements AutoCloseable {

	private static final int NO_TIMEOUT = Integer.MAX_VALUE;

	/** What the text of values depends on. */
	static final List<String> TEXT_FORM = List.of("SET TimeZone = 'UTC'", "SET DateStyle = 'ISO, YMD'",
			"SET IntervalStyle = 'postgres'", "SET bytea_output = 'hex'", "SET extra_float_digits = 3",
			"SET lc_monetary = 'C'");

	private final Connection connection;

	private final @Nullable ReplicationSocket socket;

	ReplicationConnection(Connection connection, @Nullable ReplicationSocket socket) {
		this.connection = connection;
		this.socket = socket;
	}

	void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

	/**
	 * Execute a statement that the server may take any time for.
	 * @param sql the statement
	 * @throws SQLException if it fails
	 */
	void executePatiently(String sql) throws SQLException {
		int timeout = this.connection.getNetworkTimeout();
		this.connection.setNetworkTimeout(Runnable::run, NO_TIMEOUT);
		execute(sql);
		this.connection.setNetworkTimeout(Runnable::run, timeout);
	}

	/**
	 * Query for one row.
	 * @param sql the query
	 * @return the values of the first row by name of column, {@code null} for none
	 * @throws SQLException if it fails
	 */
	@Nullable Map<String, @Nullable String> row(String sql) throws SQLException {
		return rows(sql).stream().findFirst().orElse(null);
	}

	/**
	 * Query for one row that the server may take any time for.
	 * @param sql the query
	 * @return the values of the row by name of column
	 * @throws SQLException if it fails, or there is no row
	 */
	Map<String, @Nullable String> rowPatiently(String sql) throws SQLException {
		int timeout = this.connection.getNetworkTimeout();
		this.connection.setNetworkTimeout(Runnable::run, NO_TIMEOUT);
		List<Map<String, @Nullable String>> rows = rows(sql);
		this.connection.setNetworkTimeout(Runnable::run, timeout);
		if (rows.isEmpty()) {
			throw new SQLException("The server has answered nothing");
		}
		return rows.get(0);
	}

	/**
	 * Query for rows.
	 * @param sql the query
	 * @return the values of each row by name of column
	 * @throws SQLException if it fails
	 */
	List<Map<String, @Nullable String>> rows(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
			List<Map<String, @Nullable String>> rows = new ArrayList<>();
			while (result.next()) {
				Map<String, @Nullable String> row = new LinkedHashMap<>();
				for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
					row.put(result.getMetaData().getColumnLabel(i), result.getString(i));
				}
				rows.add(row);
			}
			return rows;
		}
	}

	/**
	 * Begin to stream from where the slot stands.
	 * @param slot the name of the slot
	 * @param publication the name of the publication
	 * @return the stream
	 * @throws SQLException if the server refuses
	 */
	ReplicationStream stream(String slot, String publication) throws SQLException {
		for (String setting : TEXT_FORM) {
			execute(setting);
		}
		this.connection.setNetworkTimeout(Runnable::run, 0);
		CopyDual copy = this.connection.unwrap(PGConnection.class)
			.getCopyAPI()
			.copyDual("START_REPLICATION SLOT %s LOGICAL 0/0 (proto_version '1', messages 'true', publication_names %s)"
				.formatted(SqlNames.identifier(slot), SqlNames.literal(SqlNames.identifier(publication))));
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

	/**
	 * Close the socket under the connection, whatever another thread does with it.
	 */
	void abort() {
		try {
			if (this.socket != null) {
				this.socket.close();
			}
			else {
				this.connection.abort(Runnable::run);
			}
		}
		catch (IOException | SQLException ex) {
			// It is gone either way
		}
	}

	@Override
	public void close() {
		try {
			this.connection.close();
		}
		catch (SQLException ex) {
			abort();
		}
	}

}
