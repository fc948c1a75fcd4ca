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

import dev.pgrealtime.RealtimeEvent;

/**
 * Rows that were read together.
 *
 * @param snapshot what the query has seen
 * @param rows the rows, in the order of their keys
 */
record Chunk(Snapshot snapshot, List<Row> rows) {

	Chunk {
		rows = List.copyOf(rows);
	}

	/**
	 * Return the key after which the next chunk begins.
	 * @return the last key, or {@code null} if there is no row
	 */
	@Nullable List<String> lastKey() {
		return this.rows.isEmpty() ? null : this.rows.get(this.rows.size() - 1).key();
	}

	/**
	 * A row.
	 *
	 * @param key the texts of the columns that identify it
	 * @param parts its rows in the tables that have one
	 * @param events the row as if it had been inserted; none if that is of no concern,
	 * such as one that is marked as deleted
	 */
	record Row(List<String> key, List<StoredRow> parts, List<RealtimeEvent<?>> events) {

	}

}
