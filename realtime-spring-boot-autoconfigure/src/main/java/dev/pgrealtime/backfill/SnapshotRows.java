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
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.BackfillProgress.State;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.EntityRows;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.replication.InitialRows;
import dev.pgrealtime.replication.PgConnections;

/**
 * The rows of all entities when the slot is made. They are noted down as backfills
 * before, and as delivered afterwards, so that whatever comes in between they are
 * delivered: as ordinary backfills, beside the stream. Belongs to one thread.
 */
public final class SnapshotRows implements InitialRows {

	private static final Log logger = LogFactory.getLog(SnapshotRows.class);

	private final PgConnections connections;

	private final EntityCatalog catalog;

	private final BackfillSettings settings;

	private final JobTable jobs;

	private long count;

	/**
	 * Create rows.
	 * @param connections opens the connections
	 * @param catalog the entities
	 * @param settings how rows are read
	 */
	public SnapshotRows(PgConnections connections, EntityCatalog catalog, BackfillSettings settings) {
		this.connections = connections;
		this.catalog = catalog;
		this.settings = settings;
		this.jobs = new JobTable(settings.slot());
	}

	@Override
	public void begin() throws SQLException {
		try (Connection connection = open()) {
			for (RegisteredEntity entity : this.catalog.entities()) {
				for (EntityRows rows : entity.rows()) {
					TableShapes.of(connection, this.settings.publication(), rows);
				}
			}
			if (this.settings.createTable()) {
				this.jobs.create(connection);
			}
			for (RegisteredEntity entity : this.catalog.entities()) {
				this.jobs.insert(connection, entity.model().name());
			}
		}
	}

	@Override
	public void read(String snapshot, Lsn end, Sink sink) throws SQLException, InterruptedException {
		this.count = 0;
		try (ChunkReader reader = new ChunkReader(this.connections.openReading(), this.settings.publication())) {
			Instant time = reader.begin(snapshot);
			// A transaction that commits right at the end shall have another position
			Begin transaction = new Begin(new Lsn(end.value() - 1), time, 0);
			sink.accept(RowMessages.begin(transaction));
			for (RegisteredEntity entity : this.catalog.entities()) {
				for (EntityRows rows : entity.rows()) {
					read(reader, rows, transaction, sink);
				}
			}
			sink.accept(RowMessages.commit(transaction, end));
		}
	}

	private void read(ChunkReader reader, EntityRows rows, Begin transaction, Sink sink)
			throws SQLException, InterruptedException {
		List<TableShape> shapes = reader.shapesSeen(rows);
		for (TableShape shape : shapes) {
			sink.accept(RowMessages.relation(shape));
		}
		byte[] mark = RowMessages.readMark(transaction);
		@Nullable List<String> lastKey = null;
		do {
			Map<List<String>, List<StoredRow>> chunk = reader.read(shapes,
					ChunkRange.after(lastKey, this.settings.chunkSize()));
			lastKey = null;
			for (Map.Entry<List<String>, List<StoredRow>> row : chunk.entrySet()) {
				sink.accept(mark);
				for (StoredRow part : row.getValue()) {
					sink.accept(RowMessages.insert(part));
				}
				lastKey = row.getKey();
				this.count++;
			}
		}
		while (lastKey != null);
	}

	@Override
	public void delivered() throws SQLException {
		try (Connection connection = open()) {
			for (Optional<Job> job = this.jobs.next(connection); job.isPresent(); job = this.jobs.next(connection)) {
				this.jobs.end(connection, job.get().id(), State.COMPLETED, null);
			}
		}
		logger.info("[%s] The slot's snapshot has delivered %d rows".formatted(this.settings.slot(), this.count));
	}

	private Connection open() throws SQLException {
		Connection connection = this.connections.openOrdinary();
		try (Statement statement = connection.createStatement()) {
			statement.execute("SET synchronous_commit = local");
			return connection;
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

}
