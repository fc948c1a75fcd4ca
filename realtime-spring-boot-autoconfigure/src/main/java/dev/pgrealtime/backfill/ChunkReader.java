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

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.pgrealtime.mapping.EntityRows;

/**
 * Reads the rows of entities, each time in a short transaction of its own. Not safe for
 * use by several threads.
 */
final class ChunkReader implements AutoCloseable {

	private final Connection connection;

	private final String publication;

	/**
	 * Create a reader.
	 * @param connection a connection that reads values as the stream has them, which is
	 * closed with the reader
	 * @param publication the name of the publication
	 * @throws SQLException if the connection is broken
	 */
	ChunkReader(Connection connection, String publication) throws SQLException {
		this.connection = connection;
		this.publication = publication;
		try (Statement statement = connection.createStatement()) {
			// Rather an error than rows that are left out without a word
			statement.execute("SET row_security = off");
		}
		connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
		connection.setReadOnly(true);
		connection.setAutoCommit(false);
	}

	/**
	 * Return what the tables look like now.
	 * @param rows the tables
	 * @return their shapes
	 * @throws SQLException if the query fails
	 */
	List<TableShape> shapes(EntityRows rows) throws SQLException {
		try {
			return TableShapes.of(this.connection, this.publication, rows);
		}
		finally {
			end();
		}
	}

	/**
	 * Begin to read: from here on the tables keep their shape, and what is seen is what
	 * had been committed now.
	 * @param shapes the tables
	 * @return what is seen
	 * @throws SQLException if a query fails
	 */
	Snapshot begin(List<TableShape> shapes) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			// What every query takes. It comes before the snapshot, so that a table that
			// is just being altered is seen as it is then
			statement.execute("LOCK TABLE %s IN ACCESS SHARE MODE"
				.formatted(shapes.stream().map(TableShape::source).collect(Collectors.joining(", "))));
			try (ResultSet result = statement.executeQuery("SELECT pg_current_snapshot()")) {
				result.next();
				return Snapshot.parse(result.getString(1));
			}
		}
	}

	/**
	 * Begin to read what can be seen in a snapshot that somebody has exported.
	 * @param snapshot the name of the snapshot
	 * @return the time by the clock of the server
	 * @throws SQLException if a query fails
	 */
	Instant begin(String snapshot) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("SET TRANSACTION SNAPSHOT '%s'".formatted(snapshot.replace("'", "''")));
			try (ResultSet result = statement.executeQuery("SELECT now()")) {
				result.next();
				return result.getTimestamp(1).toInstant();
			}
		}
	}

	/**
	 * Return whether the tables look as they did before {@link #begin}.
	 * @param rows the tables
	 * @param shapes what they looked like
	 * @return {@code false} if they have been altered
	 * @throws SQLException if the query fails
	 */
	boolean isUnaltered(EntityRows rows, List<TableShape> shapes) throws SQLException {
		return TableShapes.of(this.connection, this.publication, rows).equals(shapes);
	}

	/**
	 * Return what the tables look like to the transaction.
	 * @param rows the tables
	 * @return their shapes
	 * @throws SQLException if the query fails
	 */
	List<TableShape> shapesSeen(EntityRows rows) throws SQLException {
		return TableShapes.of(this.connection, this.publication, rows);
	}

	/**
	 * Read rows.
	 * @param shapes the tables, of which the first tells which rows there are
	 * @param range which rows
	 * @return for each key its rows in the tables that have one
	 * @throws SQLException if a query fails
	 */
	Map<List<String>, List<StoredRow>> read(List<TableShape> shapes, ChunkRange range) throws SQLException {
		Map<List<String>, List<StoredRow>> rows = new LinkedHashMap<>();
		query(shapes.get(0), range).forEach((row) -> rows.put(row.key(), new ArrayList<>(List.of(row))));
		if (!rows.isEmpty()) {
			for (TableShape shape : shapes.subList(1, shapes.size())) {
				for (StoredRow row : query(shape, ChunkRange.of(rows.keySet()))) {
					rows.computeIfPresent(row.key(), (key, parts) -> {
						parts.add(row);
						return parts;
					});
				}
			}
		}
		return rows;
	}

	private List<StoredRow> query(TableShape shape, ChunkRange range) throws SQLException {
		try (PreparedStatement query = this.connection.prepareStatement(range.query(shape))) {
			List<String> parameters = range.parameters();
			for (int i = 0; i < parameters.size(); i++) {
				// Without a type, so that it is that of the column
				query.setObject(i + 1, parameters.get(i), Types.OTHER);
			}
			List<StoredRow> rows = new ArrayList<>();
			try (ResultSet result = query.executeQuery()) {
				while (result.next()) {
					rows.add(StoredRow.read(shape, result));
				}
			}
			return rows;
		}
	}

	/**
	 * End the transaction, whatever became of it.
	 * @throws SQLException if the connection is broken
	 */
	void end() throws SQLException {
		this.connection.rollback();
	}

	@Override
	public void close() {
		try {
			this.connection.close();
		}
		catch (SQLException ex) {
			// It is of no use any more either way
		}
	}

}
