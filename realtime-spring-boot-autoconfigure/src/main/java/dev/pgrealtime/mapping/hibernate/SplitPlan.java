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

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventAction;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Tuple;
import dev.pgrealtime.pgoutput.TupleBuilder;

/**
 * How rows of several relations become events of one entity: they are laid side by side,
 * as a join would, and from then on are one row. Where a table has no row its columns are
 * unknown, or null if that is known not to exist.
 */
final class SplitPlan {

	private final SplitHierarchy hierarchy;

	private final @Nullable Relation[] relations;

	private final SplitColumns columns;

	private final Map<String, EntityPlan> plans = new HashMap<>();

	private final RowEvents events;

	private final Relation relation;

	private final List<Integer> key;

	SplitPlan(SplitHierarchy hierarchy, @Nullable Relation[] relations, AttributeReaderFactory.Source readers,
			ShortSession session) {
		this.hierarchy = hierarchy;
		this.relations = relations;
		this.columns = new SplitColumns(hierarchy.tables(), relations);
		AttributeReaderFactory factory = readers.of(this.columns);
		hierarchy.entities().forEach((name, entity) -> this.plans.put(name, new EntityPlan(entity, factory, session)));
		this.events = new RowEvents(SoftDelete.of(hierarchy.root().persister(), factory));
		this.relation = this.columns.relation();
		this.key = hierarchy.tables().get(0).keyColumns().stream().map((name) -> this.columns.index(0, name)).toList();
	}

	/**
	 * Return whether the rows have the shape that this plan was made for.
	 * @param rows the rows
	 * @return {@code false} if a table was altered between them and now
	 */
	boolean fits(GatheredRows rows) {
		for (int table = 0; table < this.relations.length; table++) {
			SplitRow row = rows.row(table);
			if (row != null && !row.table().relation().equals(this.relations[table])) {
				return false;
			}
		}
		return true;
	}

	@Nullable RealtimeEvent<?> event(GatheredRows rows, MappedEntity entity) {
		EntityPlan plan = this.plans.get(entity.persister().getEntityName());
		if (plan == null) {
			throw new IllegalStateException("%s belongs to another hierarchy".formatted(entity.model().name()));
		}
		return switch (rows.action()) {
			case INSERT -> this.events.inserted(plan, newRow(rows, entity, null), rows.place());
			case DELETE -> this.events.deleted(plan, oldRow(rows), rows.place());
			default -> {
				Row oldRow = tellsOldRow(rows) ? oldRow(rows) : null;
				yield this.events.updated(plan, newRow(rows, entity, oldRow), oldRow, rows.place());
			}
		};
	}

	private boolean tellsOldRow(GatheredRows rows) {
		for (int table = 0; table < this.relations.length; table++) {
			SplitRow row = rows.row(table);
			if (row != null && (row.oldRow() != null || row.action() != EventAction.UPDATE)) {
				return true;
			}
		}
		return false;
	}

	private Row newRow(GatheredRows rows, MappedEntity entity, @Nullable Row oldRow) {
		TupleBuilder tuple = new TupleBuilder(this.relation.columns().size());
		for (int table = 0; table < this.relations.length; table++) {
			SplitRow row = rows.row(table);
			if (row != null && row.newRow() != null) {
				copy(row.table(), row.newRow(), tuple);
			}
			else if (row != null || (rows.knowsAbsent() && isOptional(table, entity))) {
				setNull(table, tuple);
			}
		}
		for (int table = 0; table < this.relations.length; table++) {
			SplitRow row = rows.row(table);
			if (row != null) {
				copyKey(row.table(), row.row(), tuple);
			}
		}
		return new Row(this.relation, this.key, tuple.build(), Row.Told.ALL, oldRow);
	}

	private boolean isOptional(int table, MappedEntity entity) {
		return this.hierarchy.tables().get(table).optional() && this.hierarchy.tables(entity).get(table);
	}

	private Row oldRow(GatheredRows rows) {
		TupleBuilder tuple = new TupleBuilder(this.relation.columns().size());
		for (int table = 0; table < this.relations.length; table++) {
			SplitRow row = rows.row(table);
			if (row != null && row.oldRow() != null) {
				copy(row.table(), row.oldRow(), tuple);
			}
			else if (row != null && row.action() == EventAction.INSERT) {
				setNull(table, tuple);
			}
			else if (row != null) {
				copyIdentity(row.table(), row.row(), tuple);
			}
		}
		for (int table = 0; table < this.relations.length; table++) {
			SplitRow row = rows.row(table);
			if (row != null) {
				copyKey(row.table(), (row.oldRow() != null) ? row.oldRow() : row.row(), tuple);
			}
		}
		return new Row(this.relation, this.key, tuple.build(), Row.Told.ALL, null);
	}

	private void copy(SplitTable table, Row row, TupleBuilder tuple) {
		Relation relation = table.relation();
		for (int column = 0; column < relation.columns().size(); column++) {
			copy(table, row, column, tuple);
		}
	}

	private void copyIdentity(SplitTable table, Row row, TupleBuilder tuple) {
		// The server tells the old key whenever the update changed it.
		Relation relation = table.relation();
		for (int column = 0; column < relation.columns().size(); column++) {
			if (relation.replicaIdentity() != Relation.Identity.FULL && relation.columns().get(column).key()) {
				copy(table, row, column, tuple);
			}
		}
	}

	private void copy(SplitTable table, Row row, int column, TupleBuilder tuple) {
		Relation.Column told = table.relation().columns().get(column);
		if (row.tells(column)) {
			tuple.set(this.columns.index(table.index(), told.name()), row.tuple(), column);
		}
	}

	private void setNull(int table, TupleBuilder tuple) {
		List<String> key = this.hierarchy.tables().get(table).keyColumns();
		this.columns.indexes(table).forEach((name, index) -> {
			if (!key.contains(name)) {
				tuple.setNull(index);
			}
		});
	}

	private void copyKey(SplitTable table, Row row, TupleBuilder tuple) {
		// All tables get the key, so that the identifier is known whichever of them has a
		// row.
		for (int position = 0; position < table.key().size(); position++) {
			int column = table.key().get(position);
			Tuple source = row.source(column);
			for (int other = 0; source != null && other < this.relations.length; other++) {
				int index = this.columns.index(other, this.hierarchy.tables().get(other).keyColumns().get(position));
				if (!tuple.isSet(index)) {
					tuple.set(index, source, column);
				}
			}
		}
	}

}
