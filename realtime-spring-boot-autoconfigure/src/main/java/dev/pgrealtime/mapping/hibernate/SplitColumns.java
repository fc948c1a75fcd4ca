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

import org.hibernate.metamodel.mapping.SelectableMapping;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.TableName;
import dev.pgrealtime.pgoutput.Relation;

/**
 * The columns of several tables in a row. A table of which no relation has been sent has
 * those columns that somebody asks for: nothing is known of their types, but the only
 * values they can have are {@code NULL} and the key.
 */
final class SplitColumns implements Columns {

	private static final int UNSPECIFIED = 0;

	private final List<EntityTable> tables;

	private final @Nullable Relation[] relations;

	private final List<Relation.Column> columns = new ArrayList<>();

	private final Map<String, Integer> positions = new HashMap<>();

	private final List<Map<String, Integer>> indexes = new ArrayList<>();

	SplitColumns(List<EntityTable> tables, @Nullable Relation[] relations) {
		this.tables = tables;
		this.relations = relations;
		for (int table = 0; table < relations.length; table++) {
			this.positions.put(tables.get(table).expression(), table);
			this.indexes.add(new HashMap<>());
			Relation relation = relations[table];
			if (relation != null) {
				add(table, relation);
			}
		}
		for (int table = 0; table < relations.length; table++) {
			if (relations[table] == null) {
				addKey(table);
			}
		}
	}

	private void add(int table, Relation relation) {
		List<String> key = this.tables.get(table).keyColumns();
		for (Relation.Column column : relation.columns()) {
			boolean identity = (relation.replicaIdentity() == Relation.Identity.FULL) ? key.contains(column.name())
					: column.key();
			add(table, column.name(), identity, column.typeOid(), column.typeModifier());
		}
	}

	private void addKey(int table) {
		// It has the types of the key of any other table.
		List<String> key = this.tables.get(table).keyColumns();
		for (int position = 0; position < key.size(); position++) {
			Relation.Column other = keyColumn(position);
			add(table, key.get(position), true, other.typeOid(), other.typeModifier());
		}
	}

	private Relation.Column keyColumn(int position) {
		for (int table = 0; table < this.relations.length; table++) {
			if (this.relations[table] != null) {
				return this.columns.get(index(table, this.tables.get(table).keyColumns().get(position)));
			}
		}
		throw new IllegalStateException("No relation is known");
	}

	private int add(int table, String name, boolean key, int typeOid, int typeModifier) {
		int index = this.columns.size();
		String described = (table > 0) ? this.tables.get(table).name().name() + '.' + name : name;
		this.columns.add(new Relation.Column(described, key, typeOid, typeModifier));
		this.indexes.get(table).put(name, index);
		return index;
	}

	@Override
	public @Nullable Integer index(SelectableMapping selectable) {
		Integer table = this.positions.get(selectable.getContainingTableExpression());
		if (table == null) {
			return null;
		}
		String name = SqlNames.identifier(selectable.getSelectionExpression());
		Integer index = this.indexes.get(table).get(name);
		return (index == null && this.relations[table] == null) ? (Integer) add(table, name, false, UNSPECIFIED, -1)
				: index;
	}

	/**
	 * Return where a column of one table is in the row of all.
	 * @param table the position of the table
	 * @param name the name of the column
	 * @return the index
	 */
	int index(int table, String name) {
		Integer index = this.indexes.get(table).get(name);
		if (index == null) {
			throw new IllegalStateException("%s has no column %s".formatted(this.tables.get(table).name(), name));
		}
		return index;
	}

	/**
	 * Return the columns of one table.
	 * @param table the position of the table
	 * @return their indexes by name
	 */
	Map<String, Integer> indexes(int table) {
		return this.indexes.get(table);
	}

	@Override
	public Relation.Column get(int index) {
		return this.columns.get(index);
	}

	@Override
	public String table() {
		return this.tables.get(0).name().toString();
	}

	/**
	 * Return all columns as if they were of one relation.
	 * @return the relation, whose columns are those that were asked for until now
	 */
	Relation relation() {
		TableName name = this.tables.get(0).name();
		return new Relation(0, (name.schema() != null) ? name.schema() : schema(), name.name(),
				Relation.Identity.DEFAULT, this.columns);
	}

	private String schema() {
		for (Relation relation : this.relations) {
			if (relation != null) {
				return relation.schema();
			}
		}
		throw new IllegalStateException("No relation is known");
	}

}
