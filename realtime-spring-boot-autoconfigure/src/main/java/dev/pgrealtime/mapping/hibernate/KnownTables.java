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

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.DriverHost;
import dev.pgrealtime.mapping.HostConnectionException;
import dev.pgrealtime.mapping.TableName;
import dev.pgrealtime.pgoutput.Relation;

/**
 * Finds the table of a relation among those of registered entities. A relation has the
 * name that the table had when the change was made. A table that was renamed since, while
 * nobody listened, is known by its number.
 *
 * @param tables the tables of registered entities, by the name in their mapping
 * @param driver asks the server
 */
record KnownTables(Map<TableName, MappedTable> tables, DriverHost driver) {

	/**
	 * Find a table.
	 * @param relation the relation
	 * @return the table, or {@code null} if it is that of no registered entity
	 * @throws HostConnectionException if the server is needed to tell, and cannot
	 */
	@Nullable MappedTable find(Relation relation) {
		MappedTable table = find(relation.schema(), relation.name());
		if (table != null) {
			return table;
		}
		TableName today = this.driver.tableOf(relation.id());
		return (today != null && today.schema() != null) ? find(today.schema(), today.name()) : null;
	}

	private @Nullable MappedTable find(String schema, String name) {
		MappedTable table = this.tables.get(new TableName(schema, name));
		if (table != null) {
			return table;
		}
		MappedTable unqualified = this.tables.get(new TableName(null, name));
		return (unqualified != null && schema.equals(this.driver.schemaOf(name))) ? unqualified : null;
	}

}
