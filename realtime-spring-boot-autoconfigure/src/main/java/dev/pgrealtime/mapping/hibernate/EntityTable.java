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
import java.util.Comparator;
import java.util.List;

import org.hibernate.metamodel.mapping.TableDetails;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.model.TableMapping;

import dev.pgrealtime.mapping.EntityRows;
import dev.pgrealtime.mapping.TableName;

/**
 * A table that holds the rows of an entity, or parts of them.
 *
 * @param expression the name as Hibernate writes it in SQL
 * @param name the name of the table
 * @param keyColumns the names of the columns that hold the identifier, as the catalogue
 * spells them
 * @param optional whether an entity may have no row in it, all its attributes there being
 * null
 */
record EntityTable(String expression, TableName name, List<String> keyColumns, boolean optional) {

	/**
	 * Return the tables of an entity, first the one that holds its identifier. Those that
	 * another entity writes are left out.
	 * @param entity the entity
	 * @return the tables, none for an abstract class without a table of its own
	 */
	static List<EntityTable> of(EntityPersister entity) {
		List<TableDetails> tables = new ArrayList<>();
		entity.forEachTableDetails(tables::add);
		return tables.stream()
			.filter((table) -> !SqlNames.isQuery(table.getTableName()))
			.filter((table) -> !(table instanceof TableMapping mapping && mapping.isInverse()))
			.sorted(Comparator.comparing((table) -> !table.isIdentifierTable()))
			.map(EntityTable::of)
			.toList();
	}

	EntityRows.Part keyed() {
		return new EntityRows.Part(this.name, this.keyColumns);
	}

	private static EntityTable of(TableDetails table) {
		List<String> keyColumns = new ArrayList<>();
		table.getKeyDetails()
			.forEachKeyColumn((position, column) -> keyColumns.add(SqlNames.identifier(column.getColumnName())));
		boolean optional = table instanceof TableMapping mapping && mapping.isOptional();
		return new EntityTable(table.getTableName(), SqlNames.table(table.getTableName()), List.copyOf(keyColumns),
				optional);
	}

}
