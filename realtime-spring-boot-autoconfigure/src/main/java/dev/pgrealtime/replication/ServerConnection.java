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

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A connection of our own that takes SQL. It belongs to one thread; only {@link #abort()}
 * may be called by others.
 */
class ServerConnection implements AutoCloseable {

	private static final int NO_TIMEOUT = Integer.MAX_VALUE;

	private final Connection connection;

	ServerConnection(Connection connection) {
		this.connection = connection;
	}

	final Connection jdbc() {
		return this.connection;
	}

	final void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

	/**
	 * Execute a statement that the server may take any time for.
	 * @param sql the statement
	 * @throws SQLException if it fails
	 */
	final void executePatiently(String sql) throws SQLException {
		int timeout = this.connection.getNetworkTimeout();
		this.connection.setNetworkTimeout(Runnable::run, NO_TIMEOUT);
		execute(sql);
		this.connection.setNetworkTimeout(Runnable::run, timeout);
	}

	/**
	 * Query for one value.
	 * @param sql the query
	 * @return the first value of the first row, {@code null} for none
	 * @throws SQLException if it fails
	 */
	final @Nullable String text(String sql) throws SQLException {
		Map<String, @Nullable String> row = row(sql);
		return (row != null) ? row.values().iterator().next() : null;
	}

	/**
	 * Query for one row.
	 * @param sql the query
	 * @return the values of the first row by name of column, {@code null} for none
	 * @throws SQLException if it fails
	 */
	final @Nullable Map<String, @Nullable String> row(String sql) throws SQLException {
		return rows(sql).stream().findFirst().orElse(null);
	}

	/**
	 * Query for one row that the server may take any time for.
	 * @param sql the query
	 * @return the values of the row by name of column
	 * @throws SQLException if it fails, or there is no row
	 */
	final Map<String, @Nullable String> rowPatiently(String sql) throws SQLException {
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
	final List<Map<String, @Nullable String>> rows(String sql) throws SQLException {
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
	 * Close the socket under the connection, whatever another thread does with it.
	 */
	void abort() {
		try {
			this.connection.abort(Runnable::run);
		}
		catch (SQLException ex) {
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
