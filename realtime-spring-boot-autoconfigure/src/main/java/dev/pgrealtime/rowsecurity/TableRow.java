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

package dev.pgrealtime.rowsecurity;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * One version of a row, as the server wrote it.
 *
 * @param tableId the OID of the table, unsigned
 * @param values the text of each value that is known by the name of its column,
 * {@code null} for SQL {@code NULL}; unmodifiable
 */
public record TableRow(long tableId, Map<String, @Nullable String> values) {

	public TableRow {
		values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
	}

	/**
	 * Return how much the row is about.
	 * @return the number of characters
	 */
	long size() {
		return this.values.values().stream().mapToLong((value) -> (value != null) ? value.length() : 0).sum();
	}

}
