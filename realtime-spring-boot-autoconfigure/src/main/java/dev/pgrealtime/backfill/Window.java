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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityRead;
import dev.pgrealtime.EventMetadata;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pipeline.SourcedEvent;
import dev.pgrealtime.replication.Unconfirmed;

/**
 * The part of the stream between two marks, one before a chunk is read and one after.
 * <p>
 * What the chunk has not seen and the stream has told is told in between: before the
 * first mark it is told only if the chunk was read while the transaction was still on its
 * way out, which {@link RecentTransactions} is there to notice. And what the chunk has
 * seen has been told before the second mark. So a row is as the stream says at the second
 * mark, unless a transaction in between has touched it that the chunk has not seen.
 * <p>
 * Opened, filled and closed on the dispatcher thread; the chunk comes from another one.
 */
final class Window {

	/**
	 * How many keys are remembered. Beyond it every row counts as touched.
	 */
	private static final int MAX_KEYS = 100_000;

	private final String id = UUID.randomUUID().toString();

	private final Map<Integer, List<String>> keyNames;

	private final Map<Integer, Touched> touched = new HashMap<>();

	private final CompletableFuture<Long> opened = new CompletableFuture<>();

	private final CompletableFuture<Delivery> delivered = new CompletableFuture<>();

	private volatile @Nullable Chunk chunk;

	private int keys;

	/**
	 * Create a window that has not been opened.
	 * @param shapes the tables that are read
	 */
	Window(List<TableShape> shapes) {
		this.keyNames = shapes.stream().collect(Collectors.toUnmodifiableMap(TableShape::oid, TableShape::keyNames));
	}

	String id() {
		return this.id;
	}

	/**
	 * Return the number of transactions that had been told when the window was opened.
	 * @return completes when it is opened, exceptionally with
	 * {@link ChunkAbandonedException} if it never will be
	 */
	CompletableFuture<Long> opened() {
		return this.opened;
	}

	/**
	 * Return what became of the chunk.
	 * @return completes when listeners are done with it, exceptionally with
	 * {@link ChunkAbandonedException} if the chunk is to be read again
	 */
	CompletableFuture<Delivery> delivered() {
		return this.delivered;
	}

	/**
	 * Take what was read, to be called before the second mark is written.
	 * @param chunk the chunk
	 */
	void put(Chunk chunk) {
		this.chunk = chunk;
	}

	void open(long transactions) {
		this.opened.complete(transactions);
	}

	/**
	 * Give up, because the marks may never come, or come again.
	 */
	void interrupt() {
		interruptUnopened("The connection that streams was lost");
		this.delivered.completeExceptionally(new ChunkAbandonedException("The connection that streams was lost"));
	}

	/**
	 * Give up if nothing can have been delivered.
	 * @param reason why
	 */
	void interruptUnopened(String reason) {
		this.opened.completeExceptionally(new ChunkAbandonedException(reason));
	}

	/**
	 * Take note of what a change touches.
	 * @param change the change
	 * @param relations finds a relation by its OID
	 * @param transactionId the transaction of the change
	 */
	void touch(Change change, Function<Integer, @Nullable Relation> relations, int transactionId) {
		if (this.opened.isDone()) {
			for (TouchedRow row : TouchedRow.of(change)) {
				List<String> names = this.keyNames.get(row.relationId());
				if (names != null) {
					touch(row.key(relations.apply(row.relationId()), names), transactionId);
				}
			}
		}
	}

	private void touch(@Nullable List<String> key, int transactionId) {
		Touched touched = this.touched.computeIfAbsent(transactionId, (id) -> new Touched());
		if (key == null || this.keys >= MAX_KEYS) {
			touched.all = true;
		}
		else if (touched.keys.add(key)) {
			this.keys++;
		}
	}

	/**
	 * Close the window at its second mark.
	 * @param mark the transaction of the mark
	 * @param unconfirmed the part of the stream that the mark belongs to
	 * @return the rows that are as the stream says
	 */
	List<SourcedEvent> close(Begin mark, Unconfirmed unconfirmed) {
		Chunk chunk = this.chunk;
		if (chunk == null) {
			return List.of();
		}
		List<SourcedEvent> events = new ArrayList<>();
		Set<List<String>> stale = new LinkedHashSet<>();
		for (Chunk.Row row : chunk.rows()) {
			if (isStale(row.key(), chunk.snapshot())) {
				stale.add(row.key());
			}
			else {
				for (RealtimeEvent<?> event : row.events()) {
					EventPosition position = new EventPosition(mark.commitLsn(), events.size() + 1);
					events.add(
							new SourcedEvent(read(event, position, mark), new ReadSource(position, mark, row.parts())));
				}
			}
		}
		unconfirmed.whenConfirmed(() -> this.delivered.complete(new Delivery(events.size(), stale)));
		return events;
	}

	private boolean isStale(List<String> key, Snapshot snapshot) {
		return this.touched.entrySet()
			.stream()
			.anyMatch((entry) -> !snapshot.sees(entry.getKey()) && entry.getValue().contains(key));
	}

	private static <T> EntityRead<T> read(RealtimeEvent<T> inserted, EventPosition position, Begin mark) {
		EntityRead<T> read = EntityRead.of(inserted);
		return new EntityRead<>(new EventMetadata<>(inserted.metadata().entity(), position, mark.transactionId(),
				mark.commitTimestamp()), read.newImage(), read.id());
	}

	/**
	 * What became of a chunk.
	 *
	 * @param rows how many rows were delivered
	 * @param stale the keys of those that had been touched, and are to be read again
	 */
	record Delivery(long rows, Set<List<String>> stale) {

	}

	/**
	 * What a transaction touched.
	 */
	private static final class Touched {

		private final Set<List<String>> keys = new HashSet<>();

		private boolean all;

		private boolean contains(List<String> key) {
			return this.all || this.keys.contains(key);
		}

	}

}
