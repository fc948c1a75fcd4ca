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
import java.util.stream.IntStream;

import org.hibernate.metamodel.mapping.DiscriminatorMapping;
import org.hibernate.metamodel.mapping.DiscriminatorValueDetails;
import org.hibernate.metamodel.mapping.EntityDiscriminatorMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.mapping.HostConnectionException;

/**
 * The column that tells the class of a row of an inheritance hierarchy.
 *
 * @param column the index of the column
 * @param mapping what its values mean
 * @param reader reads it
 */
record Discriminator(int column, DiscriminatorMapping mapping, ValueReader reader) {

	/**
	 * Return the discriminator of a hierarchy.
	 * @param entity the topmost class
	 * @param readers make its reader
	 * @return the discriminator, or {@code null} if the hierarchy has none
	 */
	static @Nullable Discriminator of(EntityPersister entity, AttributeReaderFactory readers) {
		EntityDiscriminatorMapping mapping = entity.getDiscriminatorMapping();
		if (mapping == null || !mapping.hasPhysicalColumn()) {
			return null;
		}
		int column = readers.require(mapping, "the class of a row");
		return new Discriminator(column, mapping, readers.basic(column, mapping.getUnderlyingJdbcMapping()));
	}

	/**
	 * Return the class of a row.
	 * @param row a row that knows the column
	 * @param place where the row stands in the stream
	 * @return the name of the entity, as Hibernate has it
	 * @throws EventDecodingException if no entity has that value
	 */
	String entityName(Row row, RowPlace place) {
		try {
			DiscriminatorValueDetails details = this.mapping.resolveDiscriminatorValue(this.reader.read(row));
			return details.getIndicatedEntityName();
		}
		catch (HostConnectionException ex) {
			throw ex;
		}
		catch (SQLException | RuntimeException ex) {
			throw place.failure("No entity class is known for the discriminator %s"
				.formatted(RowPlace.describe(IntStream.of(this.column), row)), row, ex);
		}
	}

}
