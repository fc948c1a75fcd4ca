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

import org.hibernate.annotations.SoftDeleteType;
import org.hibernate.metamodel.mapping.SoftDeleteMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.HostConnectionException;
import dev.pgrealtime.pgoutput.Tuple;

/**
 * The column by which Hibernate's {@code @SoftDelete} marks rows as deleted.
 *
 * @param column the index of the column
 * @param strategy what it holds
 * @param reader reads it
 */
record SoftDelete(int column, SoftDeleteType strategy, ValueReader reader) {

	/**
	 * Return the mark of an entity.
	 * @param entity the entity
	 * @param readers make its reader
	 * @return the mark, or {@code null} if rows of the entity are really deleted
	 */
	static @Nullable SoftDelete of(EntityPersister entity, AttributeReaderFactory readers) {
		SoftDeleteMapping mapping = entity.getSoftDeleteMapping();
		if (mapping == null) {
			return null;
		}
		int column = readers.require(mapping, "whether a row is deleted");
		return new SoftDelete(column, mapping.getSoftDeleteStrategy(), readers.basic(column, mapping.getJdbcMapping()));
	}

	/**
	 * Return whether a row is marked as deleted.
	 * @param row the row
	 * @param place where the row stands in the stream
	 * @return the mark, or {@code null} if the row does not tell
	 */
	@Nullable Boolean isDeleted(Row row, RowPlace place) {
		Tuple tuple = row.source(this.column);
		if (tuple == null) {
			return null;
		}
		if (this.strategy == SoftDeleteType.TIMESTAMP) {
			return !tuple.isNull(this.column);
		}
		try {
			return Boolean.TRUE.equals(this.reader.read(row));
		}
		catch (HostConnectionException ex) {
			throw ex;
		}
		catch (SQLException | RuntimeException ex) {
			throw place.failure("Whether a row is deleted cannot be read: the value is %s"
				.formatted(RowPlace.describe(IntStream.of(this.column), row)), row, ex);
		}
	}

}
