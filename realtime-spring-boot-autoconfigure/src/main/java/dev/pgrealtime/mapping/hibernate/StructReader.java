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

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.pgoutput.Tuple;

/**
 * Reads an embeddable that one column holds as a composite value.
 *
 * @param column the index of the column
 * @param composite reads the value
 */
record StructReader(int column, CompositeReader composite) implements ValueReader {

	@Override
	public @Nullable Object read(Row row) throws SQLException {
		Tuple tuple = row.require(this.column);
		return tuple.isNull(this.column) ? null : this.composite.read(tuple.bytes(this.column));
	}

}
