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

import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.pgoutput.Delete;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.OldRow;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Truncate;
import dev.pgrealtime.pgoutput.Tuple;
import dev.pgrealtime.pgoutput.Update;

/**
 * How the changes of one relation become events.
 */
final class RelationPlan {

	private final Relation relation;

	private final MappedTable table;

	private final EntityPlan root;

	private final List<Integer> key;

	private final Map<String, EntityPlan> plans = new HashMap<>();

	private final boolean wholeHierarchy;

	private final @Nullable Discriminator discriminator;

	private final RowEvents events;

	private final PartialRows partialRows;

	private final @Nullable EarlierRows earlierRows;

	RelationPlan(Relation relation, MappedTable table, AttributeReaderFactory readers, ShortSession session,
			PartialRows partialRows) {
		this.relation = relation;
		this.table = table;
		this.partialRows = partialRows;
		table.entities().forEach((name, entity) -> this.plans.put(name, new EntityPlan(entity, readers, session)));
		EntityPersister persister = table.root().persister();
		EntityPlan rootPlan = this.plans.get(persister.getEntityName());
		this.root = (rootPlan != null) ? rootPlan : new EntityPlan(table.root(), readers, session);
		this.key = this.root.key();
		this.wholeHierarchy = persister.getSuperMappingType() == null;
		this.discriminator = Discriminator.of(persister, readers);
		this.earlierRows = EarlierRows.of(relation);
		this.events = new RowEvents(SoftDelete.of(persister, readers));
	}

	@Nullable RealtimeEvent<?> insert(Insert change, RowPlace place) {
		Row row = newRow(change.newRow(), null);
		EntityPlan plan = plan(row, place);
		RealtimeEvent<?> event = (plan != null) ? this.events.inserted(plan, row, place) : null;
		remember(row, row, place);
		return event;
	}

	@Nullable RealtimeEvent<?> update(Update change, RowPlace place) {
		// The old row too becomes an instance of the class of the new one, even if the
		// update changed the discriminator: an event is of one class.
		OldRow old = change.oldRow();
		Row oldRow = (old != null) ? oldRow(old) : null;
		Row newRow = newRow(change.newRow(), withEarlier(oldRow, newRow(change.newRow(), oldRow), place));
		EntityPlan plan = plan(newRow, place);
		RealtimeEvent<?> event = (plan != null) ? this.events.updated(plan, newRow, oldRow, place) : null;
		remember((oldRow != null) ? oldRow : newRow, newRow, place);
		return event;
	}

	@Nullable RealtimeEvent<?> delete(Delete change, RowPlace place) {
		Row row = oldRow(change.oldRow());
		EntityPlan plan = plan(row, place);
		RealtimeEvent<?> event = (plan != null) ? this.events.deleted(plan, row, place) : null;
		remember(row, null, place);
		return event;
	}

	/**
	 * Tell every registration of the table that it is empty now.
	 * @param change the statement
	 * @param place where it stands in the stream
	 * @return an event for each registration, at the same place
	 */
	List<RealtimeEvent<?>> truncate(Truncate change, RowPlace place) {
		if (this.earlierRows != null) {
			this.earlierRows.clear();
		}
		List<RealtimeEvent<?>> events = new ArrayList<>();
		for (MappedEntity entity : this.table.roots()) {
			events.add(place.truncated(change, entity));
		}
		return events;
	}

	private @Nullable EntityPlan plan(Row row, RowPlace place) {
		if (this.discriminator == null) {
			return this.root;
		}
		if (row.source(this.discriminator.column()) == null) {
			return requireWholeHierarchy(row, place);
		}
		return this.plans.get(this.discriminator.entityName(row, place));
	}

	private EntityPlan requireWholeHierarchy(Row row, RowPlace place) {
		// The row tells its key but not its class. If all classes of the table are
		// registered it is one of them, and the topmost is what can be said of it.
		if (!this.wholeHierarchy) {
			throw place.failure("The class of a row is unknown", row,
					new IllegalStateException("The discriminator is not told, which REPLICA IDENTITY FULL would mend"));
		}
		return this.root;
	}

	private @Nullable Row withEarlier(@Nullable Row oldRow, Row newRow, RowPlace place) {
		if (this.earlierRows == null) {
			return oldRow;
		}
		Row earlier = this.earlierRows.find((oldRow != null) ? oldRow : newRow, place);
		return (oldRow != null) ? oldRow.withFallback(earlier) : earlier;
	}

	private void remember(Row before, @Nullable Row row, RowPlace place) {
		if (this.earlierRows != null) {
			this.earlierRows.put(before, row, place);
		}
	}

	private Row newRow(Tuple tuple, @Nullable Row fallback) {
		return new Row(this.relation, this.key, tuple, Row.Told.ALL, fallback);
	}

	private Row oldRow(OldRow row) {
		return new Row(this.relation, this.key, row.tuple(), this.partialRows.told(row, this.relation.id()), null);
	}

}
