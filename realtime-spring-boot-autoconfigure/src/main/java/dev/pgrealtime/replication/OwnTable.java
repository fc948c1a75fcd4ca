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

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table that we keep for ourselves, in the first schema of the search path. From one
 * version to the next it may only get columns, which have a default or may be null, so
 * that several versions can use it side by side.
 *
 * @param name the name of the table
 * @param columns the columns
 * @param constraint the constraint of the table
 * @param endsWithSlot whether rows whose column {@code slot} names a slot mean nothing
 * any more when that slot is made anew
 */
public record OwnTable(String name, List<Column> columns, String constraint, boolean endsWithSlot) {

	public OwnTable {
		columns = List.copyOf(columns);
	}

	/**
	 * Return how to make the table.
	 * @return the statement
	 */
	public String creation() {
		return "CREATE TABLE IF NOT EXISTS %s (%s, %s)".formatted(this.name,
				this.columns.stream().map(Column::toString).collect(Collectors.joining(", ")), this.constraint);
	}

	/**
	 * Compare the database with what it should be.
	 * @param connection a connection
	 * @return the statements that remove the differences, none if there are none
	 * @throws SQLException if a query fails
	 */
	List<String> differences(ReplicationConnection connection) throws SQLException {
		List<String> found = columns(connection);
		if (found.isEmpty()) {
			return List.of(creation());
		}
		return this.columns.stream()
			.filter((column) -> !found.contains(column.name()))
			.map((column) -> "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s".formatted(this.name, column))
			.toList();
	}

	/**
	 * Return how to forget a slot that is about to be made.
	 * @param connection a connection
	 * @param slot the name of the slot
	 * @return the statement, none if there is nothing to forget
	 * @throws SQLException if a query fails
	 */
	List<String> reset(ReplicationConnection connection, String slot) throws SQLException {
		return (this.endsWithSlot && !columns(connection).isEmpty())
				? List.of("DELETE FROM %s WHERE slot = %s".formatted(this.name, SqlNames.literal(slot))) : List.of();
	}

	private List<String> columns(ReplicationConnection connection) throws SQLException {
		return connection.rows(
				"SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped"
					.formatted(SqlNames.literal(this.name)))
			.stream()
			.map(Map::values)
			.flatMap((values) -> Stream.ofNullable(values.iterator().next()))
			.toList();
	}

	/**
	 * A column.
	 *
	 * @param name the name
	 * @param definition the type, and what else there is to say
	 */
	public record Column(String name, String definition) {

		@Override
		public String toString() {
			return this.name + ' ' + this.definition;
		}

	}

}
