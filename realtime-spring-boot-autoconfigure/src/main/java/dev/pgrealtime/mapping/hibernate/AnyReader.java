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

import org.hibernate.metamodel.mapping.DiscriminatedAssociationModelPart;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Reads an association whose target class a column tells, as a reference that knows the
 * identifier only.
 *
 * @param discriminator the reader of that column
 * @param key the reader of the foreign key
 * @param part the association
 * @param session makes the reference
 */
record AnyReader(ValueReader discriminator, ValueReader key, DiscriminatedAssociationModelPart part,
		ShortSession session) implements ValueReader {

	@Override
	public @Nullable Object read(Row row) throws SQLException {
		Object type = this.discriminator.read(row);
		Object id = this.key.read(row);
		if (type == null || id == null) {
			return null;
		}
		EntityPersister target = this.part.resolveDiscriminatorValue(type).getEntityPersister();
		return ShortSession.canRefer(target) ? this.session.reference(target, id) : Unknown.VALUE;
	}

}
