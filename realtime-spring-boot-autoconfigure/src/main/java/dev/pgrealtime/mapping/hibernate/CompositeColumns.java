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

import dev.pgrealtime.pgoutput.Relation;

/**
 * The attributes of a composite type. Other than the columns of a table they are all
 * published, so that the one that is missing has been dropped or was never there.
 *
 * @param attributes the attributes
 */
record CompositeColumns(RelationColumns attributes) implements Columns {

	@Override
	public Integer index(SelectableMapping selectable) {
		// The expression is the path from the column to the attribute.
		Integer index = this.attributes.index(SqlNames.identifier(selectable.getSelectableName()));
		if (index == null) {
			throw new IllegalArgumentException(
					"The type %s has no attribute %s. Add it, or remove it from what is mapped to the type."
						.formatted(table(), selectable.getSelectableName()));
		}
		return index;
	}

	@Override
	public Relation.Column get(int index) {
		return this.attributes.get(index);
	}

	@Override
	public String table() {
		return this.attributes.table();
	}

}
