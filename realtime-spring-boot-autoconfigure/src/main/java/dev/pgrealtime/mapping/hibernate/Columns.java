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

import org.hibernate.metamodel.mapping.SelectableMapping;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.pgoutput.Relation;

/**
 * The columns in which the attributes of an entity are looked for.
 */
interface Columns {

	/**
	 * Find a column.
	 * @param selectable the column as Hibernate maps it
	 * @return the index, or {@code null} if the column is not published
	 */
	@Nullable Integer index(SelectableMapping selectable);

	/**
	 * Return a column.
	 * @param index the index of the column
	 * @return its name and type
	 */
	Relation.Column get(int index);

	/**
	 * Return what has the columns.
	 * @return the name of a table
	 */
	String table();

}
