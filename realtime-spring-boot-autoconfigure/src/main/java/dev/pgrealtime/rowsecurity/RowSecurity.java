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

package dev.pgrealtime.rowsecurity;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Asks PostgreSQL which versions of rows somebody may see, by the policies that the table
 * has now. It does not look for the rows in the table, where they may have changed or
 * gone meanwhile: the conditions of the policies are evaluated on the values that are
 * handed over, with the privileges of the subscriber's role and with its claims, in a
 * transaction that can write nothing and leaves nothing behind.
 * <p>
 * Keeps a connection of its own. Not safe for use by several threads.
 */
public final class RowSecurity implements RowCheck {

	static final String IMAGES = "realtime.images";

	static final String KNOWN = "realtime.known";

	// With an empty search path, the catalogue tells policies with all schemas
	private static final String SETTINGS = "SELECT set_config('search_path', '', false), set_config('row_security', 'on', false),"
			+ " set_config('xmloption', 'content', false), set_config('statement_timeout', ?, false)";

	// A parameter of set_config, unlike an operand of SET, cannot be anything but a value
	private static final String IDENTITY = """
			SELECT set_config('%s', CAST(CAST(? AS text[]) AS text), true),
				set_config('%s', CAST(CAST(? AS bool[]) AS text), true), set_config('search_path', ?, true),
				set_config('request.jwt.claims', ?, true),
				set_config('request.jwt.claim.sub', coalesce(CAST(? AS json) ->> 'sub', ''), true),
				set_config('role', ?, true)""".formatted(IMAGES, KNOWN);

	private static final int VALIDATION_SECONDS = 5;

	private final ConnectionSource connections;

	private final Duration timeout;

	private @Nullable Connection connection;

	private String searchPath = "";

	private Object[] schemas = {};

	/**
	 * Create an instance that opens its connection when it is first asked.
	 * @param connections opens it
	 * @param timeout how long the server may take for a statement
	 */
	public RowSecurity(ConnectionSource connections, Duration timeout) {
		this.connections = connections;
		this.timeout = timeout;
	}

	@Override
	public boolean mayRead(DatabaseIdentity identity, PublishedTable table) throws SQLException {
		return inTransaction((connection) -> {
			TablePolicies policies = policies(connection, identity, id(connection, table));
			Set<String> columns = new TreeSet<>(policies.columns().keySet());
			columns.removeAll(table.unsentColumns());
			become(connection, identity, policies, List.of());
			try (Statement statement = connection.createStatement();
					ResultSet result = statement.executeQuery("SELECT " + policies.readable(columns))) {
				return result.next() && result.getBoolean(1);
			}
		});
	}

	@Override
	public BitSet visible(DatabaseIdentity identity, long tableId, List<TableRow> rows) throws SQLException {
		return inTransaction((connection) -> {
			TablePolicies policies = policies(connection, identity, tableId);
			Set<String> columns = new TreeSet<>();
			rows.forEach((row) -> columns.addAll(row.values().keySet()));
			become(connection, identity, policies, rows);
			BitSet visible = new BitSet(rows.size());
			// Of a statement without parameters the driver takes no part for its own
			try (Statement statement = connection.createStatement()) {
				statement.setEscapeProcessing(false);
				try (ResultSet result = statement.executeQuery(policies.visible(columns))) {
					while (result.next()) {
						visible.set(result.getInt(1) - 1);
					}
				}
			}
			return visible;
		});
	}

	private long id(Connection connection, PublishedTable table) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement("""
				SELECT c.oid FROM unnest(CAST(? AS text[])) WITH ORDINALITY AS s(name, number)
				JOIN pg_namespace n ON n.nspname = s.name JOIN pg_class c ON c.relnamespace = n.oid
				WHERE c.relname = ? AND c.relkind IN ('r', 'p') ORDER BY s.number LIMIT 1""")) {
			Object[] schemas = (table.schema() != null) ? new Object[] { table.schema() } : this.schemas;
			statement.setArray(1, connection.createArrayOf("text", schemas));
			statement.setString(2, table.name());
			try (ResultSet result = statement.executeQuery()) {
				return result.next() ? result.getLong(1) : 0;
			}
		}
	}

	private TablePolicies policies(Connection connection, DatabaseIdentity identity, long tableId) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(TablePolicies.QUERY)) {
			statement.setLong(1, tableId);
			statement.setString(2, identity.role());
			statement.setLong(3, tableId);
			try (ResultSet result = statement.executeQuery()) {
				if (!result.next()) {
					throw new SQLException("There is no table %d any more".formatted(tableId), "42P01");
				}
				return TablePolicies.of(result);
			}
		}
	}

	private void become(Connection connection, DatabaseIdentity identity, TablePolicies policies, List<TableRow> rows)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(IDENTITY)) {
			statement.setArray(1, connection.createArrayOf("text", rows.stream().map(policies::text).toArray()));
			statement.setArray(2, connection.createArrayOf("bool", rows.stream().map(policies::isKnown).toArray()));
			statement.setString(3, this.searchPath);
			statement.setString(4, identity.claims());
			statement.setString(5, identity.claims());
			statement.setString(6, identity.role());
			statement.execute();
		}
	}

	private <T> T inTransaction(Work<T> work) throws SQLException {
		boolean kept = this.connection != null;
		try {
			return inOneTransaction(work);
		}
		catch (SQLException ex) {
			// It may have broken long ago, when nobody used it
			if (kept && this.connection == null) {
				return inOneTransaction(work);
			}
			throw ex;
		}
	}

	private <T> T inOneTransaction(Work<T> work) throws SQLException {
		Connection connection = connection();
		try {
			T result = work.on(connection);
			// Whatever a function of a policy has set is undone as well
			connection.rollback();
			return result;
		}
		catch (SQLException | RuntimeException | Error ex) {
			recover(connection);
			throw ex;
		}
	}

	private Connection connection() throws SQLException {
		Connection connection = this.connection;
		if (connection == null || connection.isClosed()) {
			connection = this.connections.open();
			this.connection = connection;
			try {
				prepare(connection);
			}
			catch (SQLException ex) {
				close();
				throw ex;
			}
		}
		return connection;
	}

	private void prepare(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet result = statement
					.executeQuery("SELECT current_setting('search_path'), current_schemas(false)::text[]")) {
			result.next();
			this.searchPath = Objects.requireNonNull(result.getString(1));
			this.schemas = (Object[]) result.getArray(2).getArray();
		}
		try (PreparedStatement statement = connection.prepareStatement(SETTINGS)) {
			statement.setString(1, Long.toString(this.timeout.toMillis()));
			statement.execute();
		}
		connection.setReadOnly(true);
		connection.setAutoCommit(false);
	}

	private void recover(Connection connection) {
		try {
			if (connection.isValid(VALIDATION_SECONDS)) {
				connection.rollback();
				return;
			}
		}
		catch (SQLException ex) {
			// It is of no use any more either way
		}
		close();
	}

	@Override
	public void close() {
		Connection connection = this.connection;
		this.connection = null;
		if (connection != null) {
			try {
				connection.close();
			}
			catch (SQLException ex) {
				// It is of no use any more either way
			}
		}
	}

	@FunctionalInterface
	private interface Work<T> {

		T on(Connection connection) throws SQLException;

	}

}
