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

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.TableName;

/**
 * A table and the entity classes whose rows it holds.
 *
 * @param name the name of the table
 * @param roots the topmost class of each registration, and of these the topmost first;
 * only {@code SINGLE_TABLE} inheritance gives more than one
 * @param entities the classes that a registration covers, by Hibernate's entity name
 * @param split the classes, if the table holds only a part of their rows, else
 * {@code null}
 */
record MappedTable(TableName name, List<MappedEntity> roots, Map<String, MappedEntity> entities,
		@Nullable SplitHierarchy split) {

	MappedEntity root() {
		return this.roots.get(0);
	}

}
