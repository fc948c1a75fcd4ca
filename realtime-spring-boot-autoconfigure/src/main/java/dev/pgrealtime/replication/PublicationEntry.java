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

package dev.pgrealtime.replication;

import org.jspecify.annotations.Nullable;

/**
 * What a publication says of one of its tables.
 *
 * @param table the quoted name with its schema
 * @param columns the quoted names of the published columns in their order in the table,
 * or {@code null} for all
 * @param filter the condition that a row has to meet, or {@code null} for none
 */
record PublicationEntry(String table, @Nullable String columns, @Nullable String filter) {

	PublicationEntry withFilter(@Nullable String filter) {
		return new PublicationEntry(this.table, this.columns, filter);
	}

	/**
	 * Return the entry as the statements that define a publication spell it.
	 * @return the SQL
	 */
	String sql() {
		StringBuilder sql = new StringBuilder(this.table);
		if (this.columns != null) {
			sql.append(" (").append(this.columns).append(')');
		}
		if (this.filter != null) {
			sql.append(" WHERE (").append(this.filter).append(')');
		}
		return sql.toString();
	}

}
