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
 * Reads an embeddable.
 *
 * @param parts the readers of its attributes
 * @param instantiator makes the embeddable
 * @param absence what says that there is none
 */
record EmbeddedReader(List<ValueReader> parts, EmbeddableInstantiator instantiator,
		Absence absence) implements ValueReader {

	@Override
	public @Nullable Object read(Row row) throws SQLException {
		@Nullable Object[] values = new @Nullable Object[this.parts.size()];
		boolean absent = this.absence == Absence.ALL_NULL;
		for (int i = 0; i < values.length; i++) {
			Object value = this.parts.get(i).read(row);
			if (value instanceof Unknown) {
				return value;
			}
			if (value != null) {
				values[i] = value;
				absent = false;
			}
			else if (this.absence == Absence.ANY_NULL) {
				return null;
			}
		}
		return absent ? null : this.instantiator.instantiate(() -> values);
	}

	/**
	 * When an embeddable is {@code null}, as in JPA.
	 */
	enum Absence {

		/**
		 * If all its attributes are.
		 */
		ALL_NULL,

		/**
		 * If any of its attributes is: it identifies an entity.
		 */
		ANY_NULL,

		/**
		 * Not if its attributes are: they are those of a value that is there.
		 */
		NONE

	}

}
