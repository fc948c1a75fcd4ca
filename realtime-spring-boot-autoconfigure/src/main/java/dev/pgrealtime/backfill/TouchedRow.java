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

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.Delete;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.OldRow;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Truncate;
import dev.pgrealtime.pgoutput.Tuple;
import dev.pgrealtime.pgoutput.Update;

/**
 * A row as it was before a change or is after it.
 *
 * @param relationId the OID of the table
 * @param tuple the values, or {@code null} for any row of the table
 * @param former where to look for a value that the tuple does not tell because it did not
 * change, or {@code null}
 */
record TouchedRow(int relationId, @Nullable Tuple tuple, @Nullable Tuple former) {

	static List<TouchedRow> of(Change change) {
		if (change instanceof Insert insert) {
			return List.of(new TouchedRow(insert.relationId(), insert.newRow(), null));
		}
		if (change instanceof Update update) {
			OldRow oldRow = update.oldRow();
			Tuple former = (oldRow != null) ? oldRow.tuple() : null;
			return Stream.of(update.newRow(), former)
				.filter((tuple) -> tuple != null)
				.map((tuple) -> new TouchedRow(update.relationId(), tuple, former))
				.toList();
		}
		if (change instanceof Delete delete) {
			return List.of(new TouchedRow(delete.relationId(), delete.oldRow().tuple(), null));
		}
		return ((Truncate) change).relationIds().stream().map((id) -> new TouchedRow(id, null, null)).toList();
	}

	/**
	 * Return the key of the row.
	 * @param relation its relation
	 * @param names the names of the columns of the key
	 * @return the texts of these columns, or {@code null} if they are not told
	 */
	@Nullable List<String> key(@Nullable Relation relation, List<String> names) {
		if (relation == null || this.tuple == null) {
			return null;
		}
		List<String> columns = relation.columns().stream().map(Relation.Column::name).toList();
		List<String> key = new ArrayList<>(names.size());
		for (String name : names) {
			int column = columns.indexOf(name);
			String value = (column >= 0) ? value(column) : null;
			if (value == null) {
				return null;
			}
			key.add(value);
		}
		return key;
	}

	private @Nullable String value(int column) {
		for (Tuple candidate : new @Nullable Tuple[] { this.tuple, this.former }) {
			if (candidate != null && candidate.length(column) >= 0) {
				return candidate.text(column);
			}
		}
		return null;
	}

}
