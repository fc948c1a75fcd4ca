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
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.EntityRows;
import dev.pgrealtime.pipeline.StreamSignals;
import dev.pgrealtime.replication.Backoff;
import dev.pgrealtime.replication.PgConnections;

/**
 * Reads chunks and has them delivered. Not safe for use by several threads.
 */
final class ChunkDelivery implements AutoCloseable {

	/**
	 * How often rows are read again that are being changed again and again. Their changes
	 * are delivered in any case.
	 */
	private static final int MAX_ROUNDS = 20;

	private static final Backoff LOOK_AGAIN = new Backoff(Duration.ofMillis(5), Duration.ofSeconds(1));

	private final BackfillSettings settings;

	private final Watermarks watermarks;

	private final Pause pause;

	private final Connection control;

	private final ChunkReader reader;

	private final ChunkDecoder decoder;

	/**
	 * Create a delivery.
	 * @param settings how rows are read
	 * @param watermarks puts them into the stream
	 * @param pause waits
	 * @param control writes the marks, and stays open
	 * @param connections opens the connection that reads
	 * @param catalog makes the decoder
	 * @throws SQLException if the connection cannot be opened
	 */
	ChunkDelivery(BackfillSettings settings, Watermarks watermarks, Pause pause, Connection control,
			PgConnections connections, EntityCatalog catalog) throws SQLException {
		this.settings = settings;
		this.watermarks = watermarks;
		this.pause = pause;
		this.control = control;
		try (Statement statement = control.createStatement()) {
			// A mark is sent as soon as it is on this server's disk
			statement.execute("SET synchronous_commit = local");
		}
		this.reader = new ChunkReader(connections.openReading(), settings.publication());
		this.decoder = new ChunkDecoder(catalog.newDecoder());
	}

	/**
	 * Deliver the rows that follow a key.
	 * @param rows the tables
	 * @param lastKey the key, or {@code null} for the first rows
	 * @return what was delivered
	 * @throws SQLException if a connection is broken
	 * @throws InterruptedException if the thread is interrupted
	 * @throws ChunkAbandonedException if the rows are to be read again
	 */
	Progress deliver(EntityRows rows, @Nullable List<String> lastKey) throws SQLException, InterruptedException {
		Delivered delivered = deliver(rows, ChunkRange.after(lastKey, this.settings.chunkSize()));
		long count = delivered.rows();
		Set<List<String>> stale = delivered.stale();
		for (int round = 1; round < MAX_ROUNDS && !stale.isEmpty(); round++) {
			Delivered again = deliver(rows, ChunkRange.of(stale));
			count += again.rows();
			stale = again.stale();
		}
		return new Progress(delivered.lastKey(), count);
	}

	private Delivered deliver(EntityRows rows, ChunkRange range) throws SQLException, InterruptedException {
		List<TableShape> shapes = this.reader.shapes(rows);
		Window window = new Window(shapes);
		this.watermarks.expect(window);
		try {
			emit(Watermarks.low(window));
			Chunk chunk = read(rows, shapes, range, await(window.opened()));
			if (chunk.rows().isEmpty()) {
				return new Delivered(null, 0, Set.of());
			}
			window.put(chunk);
			emit(Watermarks.high(window));
			Window.Delivery delivery = await(window.delivered());
			return new Delivered(chunk.lastKey(), delivery.rows(), delivery.stale());
		}
		finally {
			this.watermarks.expect(null);
		}
	}

	private Chunk read(EntityRows rows, List<TableShape> shapes, ChunkRange range, long transactions)
			throws SQLException, InterruptedException {
		try {
			Snapshot snapshot = this.reader.begin(shapes);
			for (int attempt = 1; !this.watermarks.recent().seenBy(snapshot, transactions); attempt++) {
				this.reader.end();
				if (!this.pause.await(LOOK_AGAIN.delay(attempt))) {
					throw new ChunkAbandonedException("The application stops");
				}
				snapshot = this.reader.begin(shapes);
			}
			if (!this.reader.isUnaltered(rows, shapes)) {
				throw new ChunkAbandonedException("A table is being altered");
			}
			return this.decoder.decode(this.reader.read(shapes, range), snapshot);
		}
		finally {
			this.reader.end();
		}
	}

	private void emit(String signal) throws SQLException {
		try (PreparedStatement statement = this.control.prepareStatement(StreamSignals.emit())) {
			statement.setString(1, signal);
			statement.execute();
		}
	}

	private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			throw new ChunkAbandonedException(String.valueOf((cause != null) ? cause.getMessage() : ex.getMessage()));
		}
	}

	@Override
	public void close() {
		this.decoder.close();
		this.reader.close();
	}

	/**
	 * How far a backfill has come.
	 *
	 * @param lastKey the key of the last row, or {@code null} if there was none
	 * @param rows how many rows were delivered
	 */
	record Progress(@Nullable List<String> lastKey, long rows) {

	}

	private record Delivered(@Nullable List<String> lastKey, long rows, Set<List<String>> stale) {

	}

}
