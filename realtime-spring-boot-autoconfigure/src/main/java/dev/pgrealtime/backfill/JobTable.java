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

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.BackfillProgress;
import dev.pgrealtime.BackfillProgress.State;

/**
 * The table that backfills are noted down in, so that they go on after a restart, on
 * whichever node. Without state, safe for use by several threads.
 *
 * @param slot the replication slot that the backfills belong to
 */
record JobTable(String slot) {

	/**
	 * The statements that create the table.
	 */
	static final List<String> CREATION = List.of("""
			CREATE TABLE IF NOT EXISTS realtime_backfill (
				id uuid PRIMARY KEY, slot text NOT NULL, model text NOT NULL, state text NOT NULL,
				part int NOT NULL DEFAULT 0, last_key text[], row_count bigint NOT NULL DEFAULT 0, problem text,
				started_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now())""",
			"CREATE UNIQUE INDEX IF NOT EXISTS realtime_backfill_running ON realtime_backfill (slot, model) "
					+ "WHERE state = 'RUNNING'");

	private static final String COLUMNS = "SELECT id, model, state, row_count, started_at, updated_at, problem "
			+ "FROM realtime_backfill WHERE slot = ?";

	boolean exists(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("SELECT to_regclass('realtime_backfill') IS NOT NULL")) {
			return result.next() && result.getBoolean(1);
		}
	}

	void create(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			for (String sql : CREATION) {
				statement.execute(sql);
			}
		}
	}

	/**
	 * Note down a backfill.
	 * @param connection a connection
	 * @param model the JPA entity name
	 * @return its id, or nothing if there is one that is running
	 * @throws SQLException if the statement fails
	 */
	Optional<UUID> insert(Connection connection, String model) throws SQLException {
		UUID id = UUID.randomUUID();
		int inserted = update(connection, "INSERT INTO realtime_backfill (id, slot, model, state) "
				+ "VALUES (?, ?, ?, 'RUNNING') ON CONFLICT DO NOTHING", id, this.slot, model);
		return (inserted > 0) ? Optional.of(id) : Optional.empty();
	}

	/**
	 * Find the backfill to go on with.
	 * @param connection a connection
	 * @return the one that was started first of those that are running
	 * @throws SQLException if the query fails
	 */
	Optional<Job> next(Connection connection) throws SQLException {
		if (!exists(connection)) {
			return Optional.empty();
		}
		try (PreparedStatement query = connection
			.prepareStatement("SELECT id, model, part, last_key, row_count FROM realtime_backfill "
					+ "WHERE slot = ? AND state = 'RUNNING' ORDER BY started_at LIMIT 1")) {
			query.setString(1, this.slot);
			try (ResultSet result = query.executeQuery()) {
				return result.next() ? Optional.of(job(result)) : Optional.empty();
			}
		}
	}

	private static Job job(ResultSet result) throws SQLException {
		Array key = result.getArray("last_key");
		return new Job(result.getObject("id", UUID.class), result.getString("model"), result.getInt("part"),
				(key != null) ? List.of((String[]) key.getArray()) : null, result.getLong("row_count"));
	}

	/**
	 * Note down how far a backfill has come.
	 * @param connection a connection
	 * @param job the backfill
	 * @return {@code false} if it is not running any more
	 * @throws SQLException if the statement fails
	 */
	boolean advance(Connection connection, Job job) throws SQLException {
		Array key = (job.lastKey() != null) ? connection.createArrayOf("text", job.lastKey().toArray()) : null;
		return update(connection,
				"UPDATE realtime_backfill SET part = ?, last_key = ?::text[], row_count = ?, updated_at = now() "
						+ "WHERE id = ? AND state = 'RUNNING'",
				job.part(), key, job.rows(), job.id()) > 0;
	}

	/**
	 * Note down that a backfill has ended, unless it had before.
	 * @param connection a connection
	 * @param id the backfill
	 * @param state how it has ended
	 * @param problem why it failed, or {@code null}
	 * @throws SQLException if the statement fails
	 */
	void end(Connection connection, UUID id, State state, @Nullable String problem) throws SQLException {
		update(connection, "UPDATE realtime_backfill SET state = ?, problem = ?, updated_at = now() "
				+ "WHERE slot = ? AND id = ? AND state = 'RUNNING'", state.name(), problem, this.slot, id);
	}

	Optional<BackfillProgress> find(Connection connection, UUID id) throws SQLException {
		return list(connection, COLUMNS + " AND id = ?", this.slot, id).stream().findFirst();
	}

	List<BackfillProgress> list(Connection connection) throws SQLException {
		return list(connection, COLUMNS + " ORDER BY started_at DESC LIMIT 100", this.slot);
	}

	private List<BackfillProgress> list(Connection connection, String sql, Object... parameters) throws SQLException {
		List<BackfillProgress> found = new ArrayList<>();
		if (!exists(connection)) {
			return found;
		}
		try (PreparedStatement query = connection.prepareStatement(sql)) {
			for (int i = 0; i < parameters.length; i++) {
				query.setObject(i + 1, parameters[i]);
			}
			try (ResultSet result = query.executeQuery()) {
				while (result.next()) {
					found.add(new BackfillProgress(result.getObject("id", UUID.class), result.getString("model"),
							State.valueOf(result.getString("state")), result.getLong("row_count"),
							result.getTimestamp("started_at").toInstant(),
							result.getTimestamp("updated_at").toInstant(), result.getString("problem")));
				}
			}
		}
		return found;
	}

	private static int update(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
		try (PreparedStatement update = connection.prepareStatement(sql)) {
			for (int i = 0; i < parameters.length; i++) {
				update.setObject(i + 1, parameters[i]);
			}
			return update.executeUpdate();
		}
	}

}
