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

package dev.pgrealtime.backfill;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A table as it is published.
 *
 * @param oid the OID
 * @param schema the schema
 * @param name the name
 * @param source the table as a {@code FROM} names it
 * @param filter the condition that published rows meet, or {@code null} for all rows
 * @param columns the published columns, in their order
 * @param key the indexes of the columns that identify a row
 */
record TableShape(int oid, String schema, String name, String source, @Nullable String filter, List<Column> columns,
		List<Integer> key) {

	TableShape {
		columns = List.copyOf(columns);
		key = List.copyOf(key);
	}

	/**
	 * Return the names of the columns that identify a row.
	 * @return the names, as the catalogue spells them
	 */
	List<String> keyNames() {
		return this.key.stream().map((index) -> this.columns.get(index).name()).toList();
	}

	/**
	 * A published column.
	 *
	 * @param name the name
	 * @param sql the name as SQL spells it
	 * @param typeOid the OID of the type
	 * @param typeModifier the type modifier, or -1 for none
	 */
	record Column(String name, String sql, int typeOid, int typeModifier) {

	}

}
