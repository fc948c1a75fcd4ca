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
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.pgrealtime.BackfillProgress;
import dev.pgrealtime.BackfillProgress.State;
import dev.pgrealtime.RealtimeBackfill;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.EntityRows;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.pipeline.StreamSignals;
import dev.pgrealtime.replication.PgConnections;

/**
 * Notes down what is to be done, for the node that streams to do it. Each call opens a
 * connection. Safe for use by several threads.
 */
public final class NotedBackfills implements RealtimeBackfill {

	private final PgConnections connections;

	private final EntityCatalog catalog;

	private final BackfillSettings settings;

	private final JobTable jobs;

	/**
	 * Create backfills.
	 * @param connections opens a connection for each call
	 * @param catalog the entities
	 * @param settings how rows are read
	 */
	public NotedBackfills(PgConnections connections, EntityCatalog catalog, BackfillSettings settings) {
		this.connections = connections;
		this.catalog = catalog;
		this.settings = settings;
		this.jobs = new JobTable(settings.slot());
	}

	@Override
	public BackfillProgress start(Class<?> entityType) {
		RegisteredEntity entity = registered(entityType);
		String model = entity.model().name();
		return call((connection) -> {
			for (EntityRows rows : entity.rows()) {
				requireReadable(connection, rows);
			}
			requireTable(connection);
			Optional<UUID> id = this.jobs.insert(connection, model);
			// In a transaction of its own: a signal may arrive before queries see what
			// was committed with it
			wake(connection);
			return find(connection, id.orElseThrow(() -> new IllegalStateException(
					"A backfill of %s is running already. Wait for it, or cancel it.".formatted(model))));
		});
	}

	private RegisteredEntity registered(Class<?> entityType) {
		return this.catalog.entities()
			.stream()
			.filter((entity) -> entity.model().entityType() == entityType)
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"%s is not registered. Annotate it with @RealtimeEntity, or start the backfill of the class that is."
						.formatted(entityType.getName())));
	}

	private void requireReadable(Connection connection, EntityRows rows) throws SQLException {
		try {
			TableShapes.of(connection, this.settings.publication(), rows);
		}
		catch (UnreadableRowsException ex) {
			throw new IllegalStateException(ex.getMessage(), ex);
		}
	}

	private void requireTable(Connection connection) throws SQLException {
		if (this.jobs.exists(connection)) {
			return;
		}
		String creation = String.join("; ", JobTable.CREATION);
		if (!this.settings.createTable()) {
			throw new IllegalStateException("Table realtime_backfill is missing. Create it: " + creation);
		}
		try {
			this.jobs.create(connection);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Table realtime_backfill cannot be created: %s. Have it created: %s"
				.formatted(ex.getMessage(), creation), ex);
		}
	}

	private static void wake(Connection connection) throws SQLException {
		try (PreparedStatement signal = connection.prepareStatement(StreamSignals.emit())) {
			signal.setString(1, Watermarks.wake());
			signal.execute();
		}
	}

	@Override
	public BackfillProgress cancel(UUID id) {
		return call((connection) -> {
			BackfillProgress progress = find(connection, id);
			this.jobs.end(connection, id, State.CANCELLED, null);
			return (progress.state() == State.RUNNING) ? find(connection, id) : progress;
		});
	}

	@Override
	public BackfillProgress status(UUID id) {
		return call((connection) -> find(connection, id));
	}

	@Override
	public List<BackfillProgress> list() {
		return call(this.jobs::list);
	}

	private BackfillProgress find(Connection connection, UUID id) throws SQLException {
		return this.jobs.find(connection, id)
			.orElseThrow(() -> new IllegalArgumentException("There is no backfill " + id));
	}

	private <T> T call(Call<T> call) {
		try (Connection connection = this.connections.openOrdinary();
				Statement statement = connection.createStatement()) {
			// The caller shall not wait for standbys that may be away
			statement.execute("SET synchronous_commit = local");
			return call.with(connection);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The database does not answer as it should: " + ex.getMessage(), ex);
		}
	}

	@FunctionalInterface
	private interface Call<T> {

		T with(Connection connection) throws SQLException;

	}

}
