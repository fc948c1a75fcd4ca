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

/**
 * Where the rows of entities are to be found: in one table, or laid side by side by their
 * key in several.
 *
 * @param parts the tables, first the one that has a row of each entity
 */
public record EntityRows(List<Part> parts) {

	public EntityRows {
		parts = List.copyOf(parts);
	}

	/**
	 * A table that holds a part of the rows.
	 *
	 * @param table the name of the table
	 * @param keyColumns the names of the columns that hold the identifier, in the order
	 * that all parts have
	 */
	public record Part(TableName table, List<String> keyColumns) {

		public Part {
			keyColumns = List.copyOf(keyColumns);
		}

	}

}
