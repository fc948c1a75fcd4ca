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

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.TableName;

/**
 * Names as Hibernate writes them in SQL, turned into names as the server's catalogue
 * spells them.
 */
final class SqlNames {

	private static final Pattern PART = Pattern.compile("\"(?:[^\"]|\"\")+\"|[^.\"]+");

	private static final Pattern UPPER_CASE = Pattern.compile("[A-Z]+");

	private static final int MAX_BYTES = 63;

	private SqlNames() {
	}

	static String identifier(String sql) {
		return cut(sql.startsWith("\"") ? sql.substring(1, sql.length() - 1).replace("\"\"", "\"") : fold(sql));
	}

	private static String fold(String name) {
		// Other letters than those of ASCII keep their case in UTF-8.
		return UPPER_CASE.matcher(name).replaceAll((upperCase) -> upperCase.group().toLowerCase(Locale.ROOT));
	}

	private static String cut(String name) {
		byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
		if (bytes.length <= MAX_BYTES) {
			return name;
		}
		int end = MAX_BYTES;
		while ((bytes[end] & 0xC0) == 0x80) {
			end--;
		}
		return new String(bytes, 0, end, StandardCharsets.UTF_8);
	}

	static TableName table(String sql) {
		String schema = null;
		String name = null;
		Matcher parts = PART.matcher(sql);
		while (parts.find()) {
			schema = name;
			name = identifier(parts.group());
		}
		return new TableName(schema, requireName(sql, name));
	}

	private static String requireName(String sql, @Nullable String name) {
		if (name == null) {
			throw new IllegalArgumentException("'%s' is not the name of a table".formatted(sql));
		}
		return name;
	}

	/**
	 * Return whether Hibernate reads an entity from a query rather than a table.
	 * @param sql what it writes after {@code FROM}
	 * @return {@code true} for a query
	 */
	static boolean isQuery(String sql) {
		return sql.stripLeading().startsWith("(");
	}

}
