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

import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.jspecify.annotations.Nullable;

/**
 * Reads an embeddable of which a discriminator tells the class.
 *
 * @param discriminator the reader of the discriminator
 * @param parts the readers of the attributes of all its classes
 * @param type the embeddable
 */
record PolymorphicEmbeddedReader(ValueReader discriminator, List<ValueReader> parts,
		EmbeddableMappingType type) implements ValueReader {

	@Override
	public @Nullable Object read(Row row) throws SQLException {
		Object value = this.discriminator.read(row);
		if (value == null) {
			return null;
		}
		EmbeddableMappingType.ConcreteEmbeddableType subtype = this.type.findSubtypeByDiscriminator(value);
		@Nullable Object[] values = new @Nullable Object[this.parts.size()];
		for (int i = 0; i < values.length; i++) {
			if (subtype.declaresAttribute(i)) {
				Object part = this.parts.get(i).read(row);
				if (part instanceof Unknown) {
					return part;
				}
				values[i] = part;
			}
		}
		return subtype.getInstantiator().instantiate(() -> values);
	}

}
