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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Entity classes whose rows are split up between several tables, by {@code JOINED}
 * inheritance or {@code @SecondaryTable}. A set of tables is a {@link BitSet} of their
 * positions; the table at 0 holds the identifier.
 */
final class SplitHierarchy {

	private final List<EntityTable> tables = new ArrayList<>();

	/**
	 * The classes by Hibernate's entity name, superclasses first.
	 */
	private final Map<String, MappedEntity> entities = new LinkedHashMap<>();

	private final Map<String, BitSet> tablesOfEntities = new LinkedHashMap<>();

	SplitHierarchy(List<MappedEntity> entities) {
		entities.stream().sorted(Comparator.comparingInt(MappedEntity::depth)).forEach(this::add);
	}

	private void add(MappedEntity entity) {
		BitSet positions = new BitSet();
		for (EntityTable table : EntityTable.of(entity.persister())) {
			positions.set(position(table));
		}
		this.entities.put(name(entity), entity);
		this.tablesOfEntities.put(name(entity), positions);
	}

	private int position(EntityTable table) {
		for (int position = 0; position < this.tables.size(); position++) {
			if (this.tables.get(position).name().equals(table.name())) {
				return position;
			}
		}
		this.tables.add(table);
		return this.tables.size() - 1;
	}

	private static String name(MappedEntity entity) {
		return entity.persister().getEntityName();
	}

	List<EntityTable> tables() {
		return this.tables;
	}

	MappedEntity root() {
		return this.entities.values().iterator().next();
	}

	Map<String, MappedEntity> entities() {
		return this.entities;
	}

	/**
	 * Return the tables of a class.
	 * @param entity the class
	 * @return the tables of the class and its superclasses, not a copy
	 */
	BitSet tables(MappedEntity entity) {
		return this.tablesOfEntities.getOrDefault(name(entity), new BitSet());
	}

	/**
	 * Find the class that can be told by the tables that have a row.
	 * @param rows the tables
	 * @return the topmost class that has all of them, or {@code null} if there is none
	 */
	@Nullable MappedEntity topmost(BitSet rows) {
		for (MappedEntity entity : this.entities.values()) {
			if (contains(tables(entity), rows)) {
				return entity;
			}
		}
		return null;
	}

	/**
	 * Return whether nothing is missing.
	 * @param rows the tables that have a row
	 * @return {@code true} if these are all tables of some class, and no class has more
	 */
	boolean isWhole(BitSet rows) {
		boolean whole = false;
		for (BitSet tables : this.tablesOfEntities.values()) {
			if (tables.equals(rows)) {
				whole = true;
			}
			else if (contains(tables, rows)) {
				return false;
			}
		}
		return whole;
	}

	/**
	 * Return the class that has lost all its rows with those of a table.
	 * @param table the position of the table
	 * @param truncated all tables that were truncated by the same statement
	 * @return the class, or {@code null} if it has not, or the loss is that of another
	 * table too, which speaks for both
	 */
	@Nullable MappedEntity truncated(int table, BitSet truncated) {
		MappedEntity entity = declaring(table);
		if (entity == null || this.tables.get(table).optional()) {
			return null;
		}
		for (int other = truncated.nextSetBit(0); other >= 0; other = truncated.nextSetBit(other + 1)) {
			if (!this.tables.get(other).optional() && speaksFor(other, table, entity)) {
				return null;
			}
		}
		return entity;
	}

	private boolean speaksFor(int other, int table, MappedEntity entity) {
		MappedEntity otherEntity = declaring(other);
		if (otherEntity == null || other == table) {
			return false;
		}
		return name(otherEntity).equals(name(entity)) ? other < table : contains(tables(entity), tables(otherEntity));
	}

	private @Nullable MappedEntity declaring(int table) {
		BitSet rows = new BitSet();
		rows.set(table);
		return topmost(rows);
	}

	private static boolean contains(BitSet tables, BitSet rows) {
		BitSet others = (BitSet) rows.clone();
		others.andNot(tables);
		return others.isEmpty();
	}

}
