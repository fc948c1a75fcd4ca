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

package dev.pgrealtime.mapping;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.ReplicaIdentity;

/**
 * An entity that was annotated or registered, and the tables that hold its rows.
 *
 * @param model the entity
 * @param replicaIdentity the replica identity that the tables shall have
 * @param tables the tables: one, unless inheritance is {@code JOINED} or
 * {@code TABLE_PER_CLASS} or there is a {@code @SecondaryTable}
 * @param excludedColumns the columns that hold excluded attributes and nothing else, by
 * their table; none for a table that is not in the map
 * @param unobservedAttributes the names of the attributes that no event knows: excluded
 * ones, and those without a column
 * @param rows where the rows of its entities are to be found in the tables
 * @param tenant the attribute that says to which tenant a row belongs, or {@code null} if
 * rows are everybody's
 */
public record RegisteredEntity(EntityModel<?> model, ReplicaIdentity replicaIdentity, List<TableName> tables,
		Map<TableName, Set<String>> excludedColumns, Set<String> unobservedAttributes, List<EntityRows> rows,
		@Nullable TenantAttribute tenant) {

	public RegisteredEntity {
		tables = List.copyOf(tables);
		excludedColumns = Map.copyOf(excludedColumns);
		unobservedAttributes = Set.copyOf(unobservedAttributes);
		rows = List.copyOf(rows);
	}

	/**
	 * Create an entity of which everything is observed, and whose rows are everybody's
	 * and not read.
	 * @param model the entity
	 * @param replicaIdentity the replica identity that the tables shall have
	 * @param tables the tables
	 */
	public RegisteredEntity(EntityModel<?> model, ReplicaIdentity replicaIdentity, List<TableName> tables) {
		this(model, replicaIdentity, tables, Map.of(), Set.of(), List.of(), null);
	}

	/**
	 * Return the columns of a table that shall not be published for this entity.
	 * @param table one of its tables
	 * @return the names of columns
	 */
	public Set<String> excludedColumns(TableName table) {
		return this.excludedColumns.getOrDefault(table, Set.of());
	}

}
