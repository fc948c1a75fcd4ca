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

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A row of a table.
 *
 * @param shape the table
 * @param values the text of each column, {@code null} for {@code NULL}
 */
record StoredRow(TableShape shape, List<@Nullable String> values) {

	static StoredRow read(TableShape shape, ResultSet result) throws SQLException {
		List<@Nullable String> values = new ArrayList<>(shape.columns().size());
		for (int i = 1; i <= shape.columns().size(); i++) {
			values.add(result.getString(i));
		}
		return new StoredRow(shape, values);
	}

	/**
	 * Return how long the row is.
	 * @return the number of characters of all values
	 */
	long size() {
		return this.values.stream().filter(Objects::nonNull).mapToLong(String::length).sum();
	}

	/**
	 * Return the key.
	 * @return the texts of the columns that identify the row
	 */
	List<String> key() {
		return this.shape.key().stream().map((index) -> String.valueOf(this.values.get(index))).toList();
	}

}
