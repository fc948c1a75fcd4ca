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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.EventMetadata;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.FailureScope;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.Delete;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.PgOutputProtocolException;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Truncate;
import dev.pgrealtime.pgoutput.Tuple;
import dev.pgrealtime.pgoutput.Update;

/**
 * Two tables with two columns each, decoded as the real mapping does as far as the stream
 * is concerned: by relations that are known for one connection, and, where it is so
 * chosen, with changes that wait for those after them.
 */
final class SimulatedCatalog implements EntityCatalog {

	static final List<EntityModel<?>> MODELS = models(0);

	private final IntSupplier connection;

	private final boolean waiting;

	/**
	 * Create a catalog.
	 * @param connection counts the connections
	 * @param waiting whether changes of the second table wait for the next change
	 */
	SimulatedCatalog(IntSupplier connection, boolean waiting) {
		this.connection = connection;
		this.waiting = waiting;
	}

	/**
	 * Make models for a connection. Of their channels no use is made otherwise.
	 */
	private static List<EntityModel<?>> models(int connection) {
		String channel = String.valueOf(connection);
		return List.of(new EntityModel<>("Table0", Row0.class, channel, Set.of()),
				new EntityModel<>("Table1", Row1.class, channel, Set.of()));
	}

	/**
	 * Return which connection an event came with.
	 * @param event the event
	 * @return the number of the connection
	 */
	static int connectionOf(RealtimeEvent<?> event) {
		return Integer.parseInt(event.channel());
	}

	@Override
	public List<RegisteredEntity> entities() {
		return List.of();
	}

	@Override
	public ChangeDecoder newDecoder(FailureScope scope) {
		return new Decoder(this.connection.getAsInt());
	}

	/**
	 * An entity.
	 */
	abstract static class Row {

		private final long key;

		private final String text;

		Row(long key, String text) {
			this.key = key;
			this.text = text;
		}

		long key() {
			return this.key;
		}

		String text() {
			return this.text;
		}

		@Override
		public String toString() {
			return "%d=%s".formatted(this.key, this.text);
		}

	}

	/**
	 * A row of the first table.
	 */
	static final class Row0 extends Row {

		Row0(long key, String text) {
			super(key, text);
		}

	}

	/**
	 * A row of the second table.
	 */
	static final class Row1 extends Row {

		Row1(long key, String text) {
			super(key, text);
		}

	}

	private final class Decoder implements ChangeDecoder {

		private final List<EntityModel<?>> models;

		private final Map<Integer, Relation> relations = new HashMap<>();

		private @Nullable Lsn transaction;

		private List<RealtimeEvent<?>> held = new ArrayList<>();

		private Decoder(int connection) {
			this.models = models(connection);
		}

		@Override
		public void define(Relation relation) {
			this.relations.put(relation.id(), relation);
		}

		@Override
		public List<RealtimeEvent<?>> decode(Change change, Begin transaction, long ordinal) {
			if (!transaction.commitLsn().equals(this.transaction)) {
				this.transaction = transaction.commitLsn();
				this.held = new ArrayList<>();
			}
			List<RealtimeEvent<?>> events = this.held;
			if (change instanceof Truncate truncate) {
				for (int i = 0; i < truncate.relationIds().size(); i++) {
					events.add(event(change, truncate.relationIds().get(i), transaction, ordinal + i));
				}
			}
			else {
				events.add(event(change, relationId(change), transaction, ordinal));
			}
			this.held = new ArrayList<>();
			if (SimulatedCatalog.this.waiting && !(change instanceof Truncate)
					&& relationId(change) > SimulatedChange.FIRST_TABLE) {
				this.held.add(events.remove(events.size() - 1));
			}
			return events;
		}

		private static int relationId(Change change) {
			return (change instanceof Insert insert) ? insert.relationId() : (change instanceof Update update)
					? update.relationId() : (change instanceof Delete delete) ? delete.relationId() : 0;
		}

		private RealtimeEvent<?> event(Change change, int relationId, Begin transaction, long ordinal) {
			Relation relation = this.relations.get(relationId);
			if (relation == null) {
				throw new PgOutputProtocolException("Change", 0, "relation %d is unknown".formatted(relationId));
			}
			return (relationId == SimulatedChange.FIRST_TABLE)
					? event(change, relation, Row0.class, transaction, ordinal)
					: event(change, relation, Row1.class, transaction, ordinal);
		}

		@SuppressWarnings("unchecked")
		private <T> RealtimeEvent<T> event(Change change, Relation relation, Class<T> type, Begin transaction,
				long ordinal) {
			EntityModel<T> model = (EntityModel<T>) this.models.get(relation.id() - SimulatedChange.FIRST_TABLE);
			EventMetadata<T> metadata = new EventMetadata<>(model, new EventPosition(transaction.commitLsn(), ordinal),
					transaction.transactionId(), transaction.commitTimestamp());
			if (change instanceof Insert insert) {
				Row row = row(relation, insert.newRow());
				return new EntityInserted<>(metadata, image(type, row), row.key());
			}
			if (change instanceof Update update) {
				Row row = row(relation, update.newRow());
				return new EntityUpdated<>(metadata, null, image(type, row), row.key(), Set.of(), Set.of());
			}
			if (change instanceof Delete delete) {
				Row row = row(relation, delete.oldRow().tuple());
				return new EntityDeleted<>(metadata, image(type, row), row.key(), false);
			}
			return new TableTruncated<>(metadata, false, false);
		}

		private static <T> EntityImage<T> image(Class<T> type, Row row) {
			return new EntityImage<>(type.cast(row), Set.of());
		}

		private Row row(Relation relation, Tuple tuple) {
			if (tuple.size() != relation.columns().size()) {
				throw new PgOutputProtocolException("Change", 0, "it has another number of columns");
			}
			int key = relation.columns().get(0).name().equals("key") ? 0 : 1;
			String text = tuple.text(1 - key);
			return (relation.id() == SimulatedChange.FIRST_TABLE) ? new Row0(Long.parseLong(tuple.text(key)), text)
					: new Row1(Long.parseLong(tuple.text(key)), text);
		}

		@Override
		public List<RealtimeEvent<?>> decodeRest() {
			List<RealtimeEvent<?>> rest = this.held;
			this.held = new ArrayList<>();
			return rest;
		}

		@Override
		public @Nullable Waiting waiting() {
			return this.held.isEmpty() ? null
					: new Waiting(this.held.get(0).position().ordinal(), this.held.get(0).position().ordinal());
		}

		@Override
		public void close() {
		}

	}

}
