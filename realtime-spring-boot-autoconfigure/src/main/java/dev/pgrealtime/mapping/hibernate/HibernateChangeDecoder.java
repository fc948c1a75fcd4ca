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

package dev.pgrealtime.mapping.hibernate;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.DriverHost;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.mapping.FailureScope;
import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.mapping.TableName;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.Delete;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.OldRow;
import dev.pgrealtime.pgoutput.PgOutputProtocolException;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Truncate;
import dev.pgrealtime.pgoutput.Tuple;
import dev.pgrealtime.pgoutput.Update;

/**
 * Decodes the changes of one connection by the plans it made of the connection's
 * relations.
 */
final class HibernateChangeDecoder implements ChangeDecoder {

	private final KnownTables tables;

	private final ShapeReport report;

	private final DriverHost driver;

	private final ShortSession session;

	private final @Nullable FastLane fastLane;

	private final Map<Integer, DefinedRelation> relations = new HashMap<>();

	private final Map<SplitHierarchy, SplitEntity> splitEntities = new HashMap<>();

	private final TransactionQueue queue = new TransactionQueue();

	private final Withheld withheld;

	private final FailureScope scope;

	private final PartialRows partialRows = new PartialRows();

	private @Nullable Begin transaction;

	/**
	 * The number of the last change that was put into the queue.
	 */
	private long queued;

	/**
	 * The number of the last change that was put there and was of any concern.
	 */
	private long waited;

	HibernateChangeDecoder(SessionFactoryImplementor factory, Map<TableName, MappedTable> tables, ShapeReport report,
			DriverHost driver, boolean fastLane, FailureScope scope) {
		this.tables = new KnownTables(tables, driver);
		this.report = report;
		this.driver = driver;
		this.scope = scope;
		this.withheld = new Withheld(scope);
		this.session = new ShortSession(factory);
		this.fastLane = fastLane ? new FastLane(factory.getSessionFactoryOptions()) : null;
	}

	@Override
	public void define(Relation relation) {
		MappedTable table = this.tables.find(relation);
		DefinedRelation before = this.relations.get(relation.id());
		if (table == null && before != null && before.relation() != null && before.mapped() != null) {
			rename(relation, before.relation(), before.mapped());
		}
		this.partialRows.defined(relation, table != null);
		try {
			this.relations.put(relation.id(), define(relation, table));
		}
		catch (MappingException ex) {
			fail(relation, table, ex);
			this.withheld.add(table);
			throw ex;
		}
	}

	private void rename(Relation relation, Relation before, MappedTable table) {
		if (this.withheld.add(table)) {
			MappingException failure = new MappingException(
					"Table %s.%s is now called %s.%s, which no registered entity is mapped to"
						.formatted(before.schema(), before.name(), relation.schema(), relation.name()),
					"Map the entity to the new name and restart the application: the changes arrive then.");
			fail(relation, table, failure);
			throw failure;
		}
	}

	private void fail(Relation relation, @Nullable MappedTable table, MappingException failure) {
		this.relations.put(relation.id(),
				new DefinedRelation(relation, table, null, null, (this.scope == FailureScope.CHANGE) ? failure : null));
	}

	private DefinedRelation define(Relation relation, @Nullable MappedTable table) {
		if (table != null) {
			this.report.compare(relation, table);
		}
		SplitHierarchy hierarchy = (table != null) ? table.split() : null;
		RelationPlan plan = null;
		SplitTable part = null;
		if (table != null && hierarchy != null) {
			part = this.splitEntities
				.computeIfAbsent(hierarchy,
						(key) -> new SplitEntity(key, this::readers, this.session, this.withheld, this.partialRows))
				.define(relation, table.name());
		}
		else if (table != null) {
			plan = new RelationPlan(relation, table, readers(new RelationColumns(relation)), this.session,
					this.partialRows);
		}
		return new DefinedRelation(relation, table, plan, part, null);
	}

	private AttributeReaderFactory readers(Columns columns) {
		return new AttributeReaderFactory(columns, this.driver, this.session, this.fastLane);
	}

	@Override
	public List<RealtimeEvent<?>> decode(Change change, Begin transaction, long ordinal) {
		begin(transaction);
		DefinedRelation relation = relation(change, transaction);
		RowPlace place = new RowPlace(transaction, ordinal);
		try (this.session) {
			if (relation.table() == null && this.queue.isEmpty()) {
				return events(change, relation, place);
			}
			if (ordinal > this.queued && !this.withheld.contains(relation.mapped())) {
				if (enqueue(change, relation, place)) {
					this.waited = ordinal;
				}
				this.queued = ordinal;
			}
			return this.queue.release();
		}
	}

	private void begin(Begin transaction) {
		if (!transaction.equals(this.transaction)) {
			this.queue.clear();
			this.queued = 0;
			this.transaction = transaction;
		}
	}

	private boolean enqueue(Change change, DefinedRelation relation, RowPlace place) {
		if (relation.table() != null) {
			this.queue.gather(SplitRow.of(relation.table(), change), place);
			return true;
		}
		if (change instanceof Truncate) {
			this.queue.close();
		}
		else if (relation.plan() == null && relation.failure() == null) {
			return false;
		}
		this.queue.add(
				new WaitingChange(() -> events(change, relation, place), place.ordinal(), PendingChange.bytes(change)));
		return true;
	}

	@Override
	public List<RealtimeEvent<?>> decodeRest() {
		if (this.queue.isEmpty()) {
			this.transaction = null;
			return List.of();
		}
		try (this.session) {
			this.queue.close();
			return this.queue.release();
		}
	}

	@Override
	public @Nullable Waiting waiting() {
		long first = this.queue.firstOrdinal();
		return (first > 0) ? new Waiting(first, this.waited) : null;
	}

	private List<RealtimeEvent<?>> events(Change change, DefinedRelation relation, RowPlace place) {
		if (change instanceof Truncate truncate) {
			return truncated(truncate, place);
		}
		relation.requireSound(place);
		if (relation.plan() == null || this.withheld.contains(relation.mapped())) {
			return List.of();
		}
		try {
			RealtimeEvent<?> event = event(change, relation.plan(), place);
			return (event != null) ? List.of(event) : List.of();
		}
		catch (EventDecodingException ex) {
			this.withheld.add(relation.mapped());
			throw ex;
		}
	}

	private static @Nullable RealtimeEvent<?> event(Change change, RelationPlan plan, RowPlace place) {
		if (change instanceof Insert insert) {
			return plan.insert(insert, place);
		}
		return (change instanceof Update update) ? plan.update(update, place) : plan.delete((Delete) change, place);
	}

	private List<RealtimeEvent<?>> truncated(Truncate truncate, RowPlace place) {
		// Every table of the statement counts for the ordinal, registered or not: the
		// position of an event does not depend on what else is registered.
		List<DefinedRelation> relations = truncate.relationIds()
			.stream()
			.map((id) -> relation("Truncate", id, place.transaction()))
			.toList();
		relations.forEach((relation) -> relation.requireSound(place));
		List<RealtimeEvent<?>> events = new ArrayList<>();
		for (int i = 0; i < relations.size(); i++) {
			RelationPlan plan = relations.get(i).plan();
			SplitTable table = relations.get(i).table();
			RowPlace placeOfTable = new RowPlace(place.transaction(), place.ordinal() + i);
			if (plan != null && !this.withheld.contains(relations.get(i).mapped())) {
				events.addAll(plan.truncate(truncate, placeOfTable));
			}
			boolean told = table != null && !this.withheld.contains(table.entity().hierarchy());
			MappedEntity emptied = (table != null && told) ? emptied(table, relations) : null;
			if (emptied != null) {
				events.add(placeOfTable.truncated(truncate, emptied));
			}
		}
		return events;
	}

	private static @Nullable MappedEntity emptied(SplitTable table, List<DefinedRelation> truncated) {
		BitSet tables = new BitSet();
		for (DefinedRelation relation : truncated) {
			if (relation.table() != null && relation.table().entity() == table.entity()) {
				tables.set(relation.table().index());
			}
		}
		return table.entity().hierarchy().truncated(table.index(), tables);
	}

	private DefinedRelation relation(Change change, Begin transaction) {
		if (change instanceof Insert insert) {
			this.partialRows.changed(insert.relationId());
			return relation("Insert", insert.relationId(), transaction).require("Insert", insert.newRow());
		}
		if (change instanceof Update update) {
			this.partialRows.changed(update.relationId());
			OldRow oldRow = update.oldRow();
			DefinedRelation relation = relation("Update", update.relationId(), transaction).require("Update",
					update.newRow());
			return (oldRow != null) ? relation.require("Update", oldRow.tuple()) : relation;
		}
		if (change instanceof Delete delete) {
			this.partialRows.changed(delete.relationId());
			return relation("Delete", delete.relationId(), transaction).require("Delete", delete.oldRow().tuple());
		}
		return DefinedRelation.NONE;
	}

	private DefinedRelation relation(String message, int id, Begin transaction) {
		DefinedRelation relation = this.relations.get(id);
		if (relation == null) {
			throw new PgOutputProtocolException(message, 0,
					"relation %s was not defined before, in the transaction that was committed at %s"
						.formatted(Integer.toUnsignedString(id), transaction.commitLsn()));
		}
		return relation;
	}

	@Override
	public void close() {
		this.driver.close();
	}

	/**
	 * A relation, the table that it is to the mapping, and its plan, or that it is one of
	 * several tables of an entity, unless it belongs to no registered entity; and why its
	 * changes cannot be decoded.
	 */
	private record DefinedRelation(@Nullable Relation relation, @Nullable MappedTable mapped,
			@Nullable RelationPlan plan, @Nullable SplitTable table, @Nullable MappingException failure) {

		private static final DefinedRelation NONE = new DefinedRelation(null, null, null, null, null);

		void requireSound(RowPlace place) {
			if (this.failure != null) {
				throw new EventDecodingException(
						"%s, position %s".formatted(this.failure.getMessage(), place.position()), place.position(),
						this.failure);
			}
		}

		DefinedRelation require(String message, Tuple tuple) {
			if (this.relation != null && tuple.size() != this.relation.columns().size()) {
				throw new PgOutputProtocolException(message, 0, "%s.%s has %d columns, the tuple %d values".formatted(
						this.relation.schema(), this.relation.name(), this.relation.columns().size(), tuple.size()));
			}
			return this;
		}

	}

}
