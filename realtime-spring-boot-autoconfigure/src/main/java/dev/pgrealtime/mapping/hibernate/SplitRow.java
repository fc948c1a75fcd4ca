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

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventAction;
import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.Delete;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.Update;

/**
 * A change of one of the tables of an entity.
 *
 * @param table the table
 * @param action what happened to the row
 * @param oldRow the row before, or {@code null} if nothing is told of it
 * @param newRow the row after, or {@code null} if it was deleted
 * @param bytes how many bytes are held in memory
 */
record SplitRow(SplitTable table, EventAction action, @Nullable Row oldRow, @Nullable Row newRow, long bytes) {

	static SplitRow of(SplitTable table, Change change) {
		long bytes = PendingChange.bytes(change);
		if (change instanceof Insert insert) {
			return new SplitRow(table, EventAction.INSERT, null, table.newRow(insert.newRow(), null), bytes);
		}
		if (change instanceof Update update) {
			Row oldRow = (update.oldRow() != null) ? table.oldRow(update.oldRow()) : null;
			Row newRow = table.newRow(update.newRow(), oldRow);
			return new SplitRow(table, EventAction.UPDATE, oldRow, newRow, bytes);
		}
		return new SplitRow(table, EventAction.DELETE, table.oldRow(((Delete) change).oldRow()), null, bytes);
	}

	/**
	 * Return the row after the change, or the deleted one.
	 * @return the row
	 */
	Row row() {
		Row row = (this.newRow != null) ? this.newRow : this.oldRow;
		if (row == null) {
			throw new IllegalStateException("A change has a row");
		}
		return row;
	}

	@Nullable List<String> key() {
		return this.table.key(row());
	}

	/**
	 * Return the key that an update took away.
	 * @return the old key, or {@code null} if it is the same as the new one
	 */
	@Nullable List<String> formerKey() {
		List<String> formerKey = (this.newRow != null) ? this.table.key(this.oldRow) : null;
		return (formerKey != null && !formerKey.equals(key())) ? formerKey : null;
	}

}
