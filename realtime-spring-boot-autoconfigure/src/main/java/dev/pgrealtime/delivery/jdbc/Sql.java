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

package dev.pgrealtime.delivery.jdbc;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;

/**
 * What statements and their failures have in common.
 */
final class Sql {

	/**
	 * An expression to return from an {@code INSERT}: it makes the transaction wait for
	 * the disk, even where the database or the role has {@code synchronous_commit} off.
	 * The server would else confirm in a crash what was never written.
	 */
	static final String DURABLY = "CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', true) END";

	private static final String ACCESS_RULE_VIOLATION = "42";

	private static final String UNDEFINED_TABLE = "42P01";

	private Sql() {
	}

	/**
	 * Return whether a table, or a privilege on it, is missing.
	 * @param failure the failure of a statement
	 * @return {@code true} if it will fail again until somebody helps
	 */
	static boolean needsHelp(DataAccessException failure) {
		return state(failure).startsWith(ACCESS_RULE_VIOLATION);
	}

	/**
	 * Return whether a table is missing.
	 * @param failure the failure of a statement
	 * @return {@code true} if there is no such table
	 */
	static boolean isTableMissing(DataAccessException failure) {
		return state(failure).equals(UNDEFINED_TABLE);
	}

	private static String state(DataAccessException failure) {
		@Nullable String state = (NestedExceptionUtils.getMostSpecificCause(failure) instanceof SQLException ex)
				? ex.getSQLState() : null;
		return (state != null) ? state : "";
	}

}
