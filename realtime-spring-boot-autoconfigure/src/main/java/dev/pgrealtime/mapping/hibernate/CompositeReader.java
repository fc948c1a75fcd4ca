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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.jdbc.AggregateJdbcType;
import org.hibernate.type.descriptor.jdbc.ArrayJdbcType;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.CompositeText;
import dev.pgrealtime.mapping.CompositeType;
import dev.pgrealtime.mapping.DriverHost;
import dev.pgrealtime.pgoutput.Relation;

/**
 * Reads values of one composite type as if they were rows: each attribute by its name, as
 * a query of JPA does, in whatever order the type has them.
 */
final class CompositeReader {

	private final DriverHost driver;

	private final int typeOid;

	private final Function<Relation, ValueReader> readers;

	/**
	 * What values are made of, by the number of their attributes: the server does not
	 * tell when an attribute was added to a type.
	 */
	private final Map<Integer, Shape> shapes = new HashMap<>();

	/**
	 * Create a reader.
	 * @param driver knows the type
	 * @param typeOid the OID of the type, or of an array of it
	 * @param readers makes the reader of a row of the type
	 */
	CompositeReader(DriverHost driver, int typeOid, Function<Relation, ValueReader> readers) {
		this.driver = driver;
		this.typeOid = typeOid;
		this.readers = readers;
	}

	/**
	 * Return what a composite value is mapped to.
	 * @param jdbcType the type of a column
	 * @return the embeddable, or {@code null} if the column holds neither a composite
	 * value nor an array of them
	 */
	static @Nullable EmbeddableMappingType embeddable(JdbcType jdbcType) {
		JdbcType element = (jdbcType instanceof ArrayJdbcType array) ? array.getElementJdbcType() : jdbcType;
		return (element instanceof AggregateJdbcType aggregate && aggregate.getDefaultSqlTypeCode() == SqlTypes.STRUCT)
				? aggregate.getEmbeddableMappingType() : null;
	}

	@Nullable Object read(byte[] text) throws SQLException {
		CompositeText values = new CompositeText(text);
		Shape shape = this.shapes.computeIfAbsent(values.size(), (size) -> shape());
		return shape.reader()
			.read(new Row(shape.type().relation(), List.of(), shape.type().row(values), Row.Told.ALL, null));
	}

	private Shape shape() {
		CompositeType type = this.driver.compositeType(this.typeOid);
		return new Shape(type, this.readers.apply(type.relation()));
	}

	private record Shape(CompositeType type, ValueReader reader) {

	}

}
