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

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.FailureScope;

/**
 * The entities of which a change could not be decoded on this connection. Those after it
 * have to wait for it, as they come in the order of their commits or not at all.
 */
final class Withheld {

	private final Set<Object> entities = Collections.newSetFromMap(new IdentityHashMap<>());

	private final FailureScope scope;

	Withheld(FailureScope scope) {
		this.scope = scope;
	}

	/**
	 * Hold back what changes in a table from here on, if that is the scope of a failure.
	 * @param table the table, or {@code null} for one of no registered entity
	 * @return {@code false} if that was so before
	 */
	boolean add(@Nullable MappedTable table) {
		return table != null && add((table.split() != null) ? table.split() : (Object) table);
	}

	boolean add(SplitHierarchy hierarchy) {
		return add((Object) hierarchy);
	}

	private boolean add(Object entity) {
		return this.scope == FailureScope.CHANGE || this.entities.add(entity);
	}

	boolean contains(@Nullable MappedTable table) {
		return table != null && !this.entities.isEmpty()
				&& this.entities.contains((table.split() != null) ? table.split() : table);
	}

	boolean contains(SplitHierarchy hierarchy) {
		return this.entities.contains(hierarchy);
	}

}
