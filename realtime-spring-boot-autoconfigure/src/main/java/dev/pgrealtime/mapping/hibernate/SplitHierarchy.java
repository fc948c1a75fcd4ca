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
	 * The classes, superclasses first, each with its tables.
	 */
	private final Map<MappedEntity, BitSet> entities = new LinkedHashMap<>();

	private final Map<String, MappedEntity> entitiesByName = new LinkedHashMap<>();

	SplitHierarchy(List<MappedEntity> entities) {
		entities.stream().sorted(Comparator.comparingInt(MappedEntity::depth)).forEach(this::add);
	}

	private void add(MappedEntity entity) {
		BitSet positions = new BitSet();
		for (EntityTable table : EntityTable.of(entity.persister())) {
			if (!this.tables.contains(table)) {
				this.tables.add(table);
			}
			positions.set(this.tables.indexOf(table));
		}
		this.entities.put(entity, positions);
		this.entitiesByName.put(entity.persister().getEntityName(), entity);
	}

	List<EntityTable> tables() {
		return this.tables;
	}

	MappedEntity root() {
		return this.entities.keySet().iterator().next();
	}

	Iterable<MappedEntity> entities() {
		return this.entities.keySet();
	}

	@Nullable MappedEntity entity(String name) {
		return this.entitiesByName.get(name);
	}

	/**
	 * Return the tables of a class.
	 * @param entity the class
	 * @return the tables of the class and its superclasses, not a copy
	 */
	BitSet tables(MappedEntity entity) {
		return this.entities.getOrDefault(entity, new BitSet());
	}

	/**
	 * Find the class that can be told by the tables that have a row.
	 * @param rows the tables
	 * @return the topmost class that has all of them, or {@code null} if there is none
	 */
	@Nullable MappedEntity topmost(BitSet rows) {
		for (Map.Entry<MappedEntity, BitSet> entity : this.entities.entrySet()) {
			if (contains(entity.getValue(), rows)) {
				return entity.getKey();
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
		return this.entities.containsValue(rows)
				&& this.entities.values().stream().allMatch((tables) -> tables.equals(rows) || !contains(tables, rows));
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
		for (int other = truncated.nextSetBit(0); entity != null
				&& other >= 0; other = truncated.nextSetBit(other + 1)) {
			MappedEntity otherEntity = this.tables.get(other).optional() ? null : declaring(other);
			boolean same = entity.equals(otherEntity);
			if (otherEntity != null && (same ? other < table : contains(tables(entity), tables(otherEntity)))) {
				return null;
			}
		}
		return this.tables.get(table).optional() ? null : entity;
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
