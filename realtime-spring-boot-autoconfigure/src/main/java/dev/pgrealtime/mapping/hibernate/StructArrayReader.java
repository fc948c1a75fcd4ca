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

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

import org.hibernate.metamodel.mapping.JdbcMapping;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.DriverHost;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Tuple;

/**
 * Reads embeddables that one column holds as an array of composite values.
 */
final class StructArrayReader implements ValueReader {

	private static final int TEXT_ARRAY = 1009;

	private final int column;

	private final CompositeReader composite;

	private final JdbcMapping mapping;

	private final DriverHost.Column texts;

	private final ShortSession session;

	StructArrayReader(int column, CompositeReader composite, JdbcMapping mapping, DriverHost driver,
			ShortSession session) {
		this.column = column;
		this.composite = composite;
		this.mapping = mapping;
		this.texts = driver.column(new Relation.Column("texts", false, TEXT_ARRAY, -1));
		this.session = session;
	}

	@Override
	public @Nullable Object read(Row row) throws SQLException {
		Tuple tuple = row.require(this.column);
		if (tuple.isNull(this.column)) {
			return null;
		}
		Object[] texts = (Object[]) this.texts.resultSet(tuple.bytes(this.column)).getArray(1).getArray();
		@Nullable Object[] elements = new @Nullable Object[texts.length];
		for (int i = 0; i < texts.length; i++) {
			elements[i] = element(texts[i]);
		}
		return this.mapping.convertToDomainValue(this.mapping.getJdbcJavaType().wrap(elements, this.session.options()));
	}

	private @Nullable Object element(@Nullable Object text) throws SQLException {
		if (text != null && !(text instanceof String)) {
			throw new IllegalArgumentException("It has more than one dimension");
		}
		return (text != null) ? this.composite.read(((String) text).getBytes(StandardCharsets.UTF_8)) : null;
	}

}
