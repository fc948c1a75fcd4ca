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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.DriverHost;
import dev.pgrealtime.mapping.TableName;
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
 * Decodes the changes of one connection by the plans it made of the connection's
 * relations.
 */
final class HibernateChangeDecoder implements ChangeDecoder {

	private final Map<TableName, MappedTable> tables;

	private final DriverHost driver;

	private final ShortSession session;

	private final @Nullable FastLane fastLane;

	private final Map<Integer, DefinedRelation> relations = new HashMap<>();

	HibernateChangeDecoder(SessionFactoryImplementor factory, Map<TableName, MappedTable> tables, DriverHost driver,
			boolean fastLane) {
		this.tables = tables;
		this.driver = driver;
		this.session = new ShortSession(factory);
		this.fastLane = fastLane ? new FastLane(factory.getSessionFactoryOptions()) : null;
	}

	@Override
	public void define(Relation relation) {
		MappedTable table = table(relation);
		RelationPlan plan = (table != null)
				? new RelationPlan(relation, table,
						new AttributeReaderFactory(relation, this.driver, this.session, this.fastLane), this.session)
				: null;
		this.relations.put(relation.id(), new DefinedRelation(relation, plan));
	}

	private @Nullable MappedTable table(Relation relation) {
		MappedTable table = this.tables.get(new TableName(relation.schema(), relation.name()));
		if (table != null) {
			return table;
		}
		MappedTable unqualified = this.tables.get(new TableName(null, relation.name()));
		return (unqualified != null && relation.schema().equals(this.driver.schemaOf(relation.name()))) ? unqualified
				: null;
	}

	@Override
	public List<RealtimeEvent<?>> decode(Change change, Begin transaction, long ordinal) {
		try (this.session) {
			if (change instanceof Truncate truncate) {
				return truncated(truncate, transaction, ordinal);
			}
			RealtimeEvent<?> event = row(change, new RowPlace(transaction, ordinal));
			return (event != null) ? List.of(event) : List.of();
		}
	}

	private @Nullable RealtimeEvent<?> row(Change change, RowPlace place) {
		if (change instanceof Insert insert) {
			RelationPlan plan = relation("Insert", insert.relationId()).planFor("Insert", insert.newRow());
			return (plan != null) ? plan.insert(insert, place) : null;
		}
		if (change instanceof Update update) {
			DefinedRelation relation = relation("Update", update.relationId());
			if (update.oldRow() != null) {
				relation.planFor("Update", update.oldRow().tuple());
			}
			RelationPlan plan = relation.planFor("Update", update.newRow());
			return (plan != null) ? plan.update(update, place) : null;
		}
		Delete delete = (Delete) change;
		RelationPlan plan = relation("Delete", delete.relationId()).planFor("Delete", delete.oldRow().tuple());
		return (plan != null) ? plan.delete(delete, place) : null;
	}

	private List<RealtimeEvent<?>> truncated(Truncate truncate, Begin transaction, long ordinal) {
		// Every table of the statement counts for the ordinal, registered or not: the
		// position of an event does not depend on what else is registered.
		List<RealtimeEvent<?>> events = new ArrayList<>();
		for (int i = 0; i < truncate.relationIds().size(); i++) {
			RelationPlan plan = relation("Truncate", truncate.relationIds().get(i)).plan();
			if (plan != null) {
				events.addAll(plan.truncate(truncate, new RowPlace(transaction, ordinal + i)));
			}
		}
		return events;
	}

	private DefinedRelation relation(String message, int id) {
		DefinedRelation relation = this.relations.get(id);
		if (relation == null) {
			throw new PgOutputProtocolException(message, 0,
					"relation %s was not defined before".formatted(Integer.toUnsignedString(id)));
		}
		return relation;
	}

	@Override
	public void close() {
		this.driver.close();
	}

	/**
	 * A relation, and its plan unless it belongs to no registered entity.
	 */
	private record DefinedRelation(Relation relation, @Nullable RelationPlan plan) {

		@Nullable RelationPlan planFor(String message, Tuple tuple) {
			if (tuple.size() != this.relation.columns().size()) {
				throw new PgOutputProtocolException(message, 0, "%s.%s has %d columns, the tuple %d values".formatted(
						this.relation.schema(), this.relation.name(), this.relation.columns().size(), tuple.size()));
			}
			return this.plan;
		}

	}

}
