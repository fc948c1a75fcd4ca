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
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The rows that belong to a chunk, as a condition in SQL. Keys are the texts of their
 * columns, and compared as the type of the column compares them.
 */
interface ChunkRange {

	/** What the driver leaves alone, and what it would take for a parameter. */
	Pattern QUOTED_OR_MARK = Pattern.compile("'[^']*'|\"[^\"]*\"|\\?");

	/**
	 * Return the query for the rows.
	 * @param shape the table
	 * @return the query, with a parameter for each of {@link #parameters()}
	 */
	String query(TableShape shape);

	/**
	 * Return the texts of the parameters.
	 * @return the texts
	 */
	List<String> parameters();

	/**
	 * Return the rows that follow a key.
	 * @param key the key, or {@code null} for the first rows
	 * @param limit how many rows
	 * @return the range
	 */
	static ChunkRange after(@Nullable List<String> key, int limit) {
		return new ChunkRange() {

			@Override
			public String query(TableShape shape) {
				String condition = (key != null) ? " AND (%s) > (%s)".formatted(key(shape), marks(key.size())) : "";
				return select(shape) + condition + " ORDER BY %s LIMIT %d".formatted(key(shape), limit);
			}

			@Override
			public List<String> parameters() {
				return (key != null) ? key : List.of();
			}

		};
	}

	/**
	 * Return the rows of some keys.
	 * @param keys the keys, at least one
	 * @return the range
	 */
	static ChunkRange of(Collection<List<String>> keys) {
		return new ChunkRange() {

			@Override
			public String query(TableShape shape) {
				String rows = keys.stream()
					.map((key) -> "(" + marks(key.size()) + ")")
					.collect(Collectors.joining(", "));
				return select(shape) + " AND (%s) IN (%s)".formatted(key(shape), rows);
			}

			@Override
			public List<String> parameters() {
				List<String> texts = new ArrayList<>();
				keys.forEach(texts::addAll);
				return texts;
			}

		};
	}

	private static String select(TableShape shape) {
		String columns = shape.columns().stream().map(TableShape.Column::sql).collect(Collectors.joining(", "));
		return "SELECT %s FROM %s WHERE (%s)".formatted(columns, shape.source(),
				(shape.filter() != null) ? withoutMarks(shape.filter()) : "true");
	}

	// A question mark is an operator in a condition, and a parameter to the driver
	private static String withoutMarks(String condition) {
		return QUOTED_OR_MARK.matcher(condition)
			.replaceAll((match) -> match.group().equals("?") ? "??" : Matcher.quoteReplacement(match.group()));
	}

	private static String key(TableShape shape) {
		return shape.key().stream().map((index) -> shape.columns().get(index).sql()).collect(Collectors.joining(", "));
	}

	private static String marks(int count) {
		return String.join(", ", Collections.nCopies(count, "?"));
	}

}
