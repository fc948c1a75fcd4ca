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
import java.util.List;

import org.hibernate.metamodel.spi.EmbeddableInstantiator;
import org.jspecify.annotations.Nullable;

/**
 * Reads an embeddable. One whose parts are all null is null itself, as in JPA.
 *
 * @param parts the readers of its attributes
 * @param instantiator makes the embeddable
 * @param key whether it identifies an entity, and so is null if any part is
 */
record EmbeddedReader(List<ValueReader> parts, EmbeddableInstantiator instantiator,
		boolean key) implements ValueReader {

	@Override
	public @Nullable Object read(Row row) throws SQLException {
		@Nullable Object[] values = new @Nullable Object[this.parts.size()];
		boolean empty = true;
		for (int i = 0; i < values.length; i++) {
			values[i] = this.parts.get(i).read(row);
			if (values[i] != null) {
				empty = false;
			}
			else if (this.key) {
				return null;
			}
		}
		return empty ? null : this.instantiator.instantiate(() -> values);
	}

}
