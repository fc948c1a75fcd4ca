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
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.mapping.TableName;
import dev.pgrealtime.pgoutput.Relation;

/**
 * What one connection knows of the tables of an entity whose rows are split up between
 * several.
 */
final class SplitEntity {

	private final SplitHierarchy hierarchy;

	private final AttributeReaderFactory.Source readers;

	private final ShortSession session;

	private final Withheld withheld;

	private final PartialRows partialRows;

	private final @Nullable Relation[] relations;

	private @Nullable SplitPlan plan;

	SplitEntity(SplitHierarchy hierarchy, AttributeReaderFactory.Source readers, ShortSession session,
			Withheld withheld, PartialRows partialRows) {
		this.hierarchy = hierarchy;
		this.readers = readers;
		this.session = session;
		this.withheld = withheld;
		this.partialRows = partialRows;
		this.relations = new @Nullable Relation[hierarchy.tables().size()];
	}

	SplitHierarchy hierarchy() {
		return this.hierarchy;
	}

	/**
	 * Take the shape of one of the tables.
	 * @param relation the relation
	 * @param name the name of the table, as the mapping has it
	 * @return the table
	 * @throws MappingException if it lacks a column without which no row can be
	 * understood
	 */
	SplitTable define(Relation relation, TableName name) {
		int index = this.hierarchy.tables().stream().map(EntityTable::name).toList().indexOf(name);
		EntityTable table = this.hierarchy.tables().get(index);
		RelationColumns columns = new RelationColumns(relation);
		Discriminator discriminator = null;
		if (index == 0) {
			AttributeReaderFactory factory = this.readers.of(columns);
			discriminator = Discriminator.of(this.hierarchy.root().persister(), factory);
			SoftDelete.of(this.hierarchy.root().persister(), factory);
		}
		this.relations[index] = relation;
		this.plan = null;
		return new SplitTable(this, index, table.optional(), relation, key(table, columns), discriminator,
				this.partialRows);
	}

	private static List<Integer> key(EntityTable table, RelationColumns columns) {
		List<Integer> key = new ArrayList<>();
		for (String name : table.keyColumns()) {
			Integer index = columns.index(name);
			if (index == null) {
				throw new MappingException(
						"The publication leaves out the column %s of %s, which tells to what entity a row belongs"
							.formatted(name, columns.table()),
						"Publish the column, or remove the registration of the entity.");
			}
			key.add(index);
		}
		return key;
	}

	boolean isWhole(GatheredRows rows) {
		if (this.withheld.contains(this.hierarchy)) {
			return true;
		}
		MappedEntity entity = told(rows);
		return (entity != null) ? this.hierarchy.tables(entity).equals(rows.tables())
				: this.hierarchy.isWhole(rows.tables());
	}

	/**
	 * Make the event of rows.
	 * @param rows the rows
	 * @return an event of the class that the discriminator tells, else of the topmost one
	 * that has all of these tables, or {@code null} if the entity is marked as deleted
	 */
	@Nullable RealtimeEvent<?> event(GatheredRows rows) {
		if (this.withheld.contains(this.hierarchy)) {
			return null;
		}
		try {
			return decode(rows);
		}
		catch (EventDecodingException ex) {
			this.withheld.add(this.hierarchy);
			throw ex;
		}
	}

	private @Nullable RealtimeEvent<?> decode(GatheredRows rows) {
		MappedEntity told = told(rows);
		MappedEntity entity = (told != null) ? told : this.hierarchy.topmost(rows.tables());
		if (entity == null) {
			throw new IllegalStateException("The rows belong to no class");
		}
		return planFor(rows).event(rows, entity);
	}

	private @Nullable MappedEntity told(GatheredRows rows) {
		SplitRow first = rows.row(0);
		Discriminator discriminator = (first != null) ? first.table().discriminator() : null;
		if (first == null || discriminator == null || first.row().source(discriminator.column()) == null) {
			return null;
		}
		try {
			return this.hierarchy.entities().get(discriminator.entityName(first.row(), rows.place()));
		}
		catch (EventDecodingException ex) {
			this.withheld.add(this.hierarchy);
			throw ex;
		}
	}

	private SplitPlan planFor(GatheredRows rows) {
		if (this.plan == null) {
			this.plan = new SplitPlan(this.hierarchy, this.relations.clone(), this.readers, this.session);
		}
		return this.plan.fits(rows) ? this.plan : formerPlan(rows);
	}

	private SplitPlan formerPlan(GatheredRows rows) {
		@Nullable Relation[] former = this.relations.clone();
		for (int table = 0; table < former.length; table++) {
			SplitRow row = rows.row(table);
			if (row != null) {
				former[table] = row.table().relation();
			}
		}
		return new SplitPlan(this.hierarchy, former, this.readers, this.session);
	}

}
