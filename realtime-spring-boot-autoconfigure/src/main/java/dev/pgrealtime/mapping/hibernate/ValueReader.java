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

/**
 * Reads the value of an attribute, or of a part of one, out of a row.
 */
@FunctionalInterface
interface ValueReader {

	/**
	 * Read the value.
	 * @param row a row that knows the columns of the attribute
	 * @return the value as the entity holds it, or {@link Unknown}
	 * @throws SQLException if the driver cannot decode it
	 */
	@Nullable Object read(Row row) throws SQLException;

	/**
	 * Stands for a value that the row does not tell, though it knows the columns.
	 */
	enum Unknown {

		/**
		 * Any value.
		 */
		VALUE

	}

}
