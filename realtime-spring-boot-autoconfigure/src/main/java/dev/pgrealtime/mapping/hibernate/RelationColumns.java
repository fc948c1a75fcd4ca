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

import java.util.HashMap;
import java.util.Map;

import org.hibernate.metamodel.mapping.SelectableMapping;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.pgoutput.Relation;

/**
 * The columns of one relation.
 */
final class RelationColumns implements Columns {

	private final Relation relation;

	private final Map<String, Integer> indexes = new HashMap<>();

	RelationColumns(Relation relation) {
		this.relation = relation;
		for (int i = 0; i < relation.columns().size(); i++) {
			this.indexes.put(relation.columns().get(i).name(), i);
		}
	}

	@Override
	public @Nullable Integer index(SelectableMapping selectable) {
		return index(SqlNames.identifier(selectable.getSelectionExpression()));
	}

	@Nullable Integer index(String name) {
		return this.indexes.get(name);
	}

	@Override
	public Relation.Column get(int index) {
		return this.relation.columns().get(index);
	}

	@Override
	public String table() {
		return this.relation.schema() + '.' + this.relation.name();
	}

}
