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
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.pgoutput.OldRow;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Tuple;

/**
 * One of several tables of an entity, as a relation publishes it.
 *
 * @param entity the entity
 * @param index the position of the table among those of the entity
 * @param optional whether an entity may lack a row in it
 * @param relation the relation
 * @param key the indexes of the columns that hold the identifier
 * @param discriminator tells the class of a row, or {@code null} if not this table does
 * @param partialRows tells what an old row tells
 */
record SplitTable(SplitEntity entity, int index, boolean optional, Relation relation, List<Integer> key,
		@Nullable Discriminator discriminator, PartialRows partialRows) {

	Row newRow(Tuple tuple, @Nullable Row fallback) {
		return new Row(this.relation, this.key, tuple, Row.Told.ALL, fallback);
	}

	Row oldRow(OldRow row) {
		return new Row(this.relation, this.key, row.tuple(), this.partialRows.told(row, this.relation.id()), null);
	}

	/**
	 * Return the key of a row.
	 * @param row the row
	 * @return the text of its columns, or {@code null} if it is not told
	 */
	@Nullable List<String> key(@Nullable Row row) {
		if (row == null) {
			return null;
		}
		List<String> values = new ArrayList<>(this.key.size());
		for (int column : this.key) {
			Tuple tuple = row.source(column);
			if (tuple == null || tuple.isNull(column)) {
				return null;
			}
			values.add(tuple.text(column));
		}
		return values;
	}

}
