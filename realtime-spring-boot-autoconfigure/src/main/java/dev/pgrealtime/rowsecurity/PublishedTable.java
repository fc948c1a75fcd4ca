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

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A table whose rows are sent to subscribers.
 *
 * @param schema the schema, or {@code null} for the first of the connection's search path
 * that has the table
 * @param name the name as the catalogue spells it, without quotes
 * @param unsentColumns the names of the columns that nobody is sent
 */
public record PublishedTable(@Nullable String schema, String name, Set<String> unsentColumns) {

	public PublishedTable {
		unsentColumns = Set.copyOf(unsentColumns);
	}

	@Override
	public String toString() {
		return (this.schema != null) ? this.schema + "." + this.name : this.name;
	}

}
