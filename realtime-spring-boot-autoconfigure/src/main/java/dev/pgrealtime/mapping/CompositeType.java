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

package dev.pgrealtime.mapping;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Tuple;
import dev.pgrealtime.pgoutput.TupleBuilder;

/**
 * A composite type as the catalogue describes it. A value is to its type what a row is to
 * its table.
 *
 * @param relation the attributes, in the order in which a value has them
 * @param dropped whether the type had others once
 */
public record CompositeType(Relation relation, boolean dropped) {

	private static final String ATTRIBUTES = """
			WITH RECURSIVE type AS (
				SELECT oid, typtype, typbasetype, typelem, typrelid FROM pg_type WHERE oid = ?
				UNION ALL SELECT t.oid, t.typtype, t.typbasetype, t.typelem, t.typrelid FROM pg_type t JOIN type
				ON t.oid = CASE type.typtype WHEN 'd' THEN type.typbasetype ELSE type.typelem END)
			SELECT n.nspname, c.relname, a.attname, a.atttypid, a.atttypmod, a.attisdropped
			FROM type JOIN pg_class c ON c.oid = type.typrelid JOIN pg_namespace n ON n.oid = c.relnamespace
			JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 ORDER BY a.attnum""";

	/**
	 * Look up a type.
	 * @param connection the connection to ask
	 * @param typeOid the OID of the type, of a domain over it, or of an array of it
	 * @return the type, without attributes if there is none
	 * @throws SQLException if the connection cannot tell
	 */
	static CompositeType find(Connection connection, int typeOid) throws SQLException {
		String schema = "";
		String name = "";
		List<Relation.Column> attributes = new ArrayList<>();
		boolean dropped = false;
		try (PreparedStatement query = connection.prepareStatement(ATTRIBUTES)) {
			query.setLong(1, Integer.toUnsignedLong(typeOid));
			try (ResultSet result = query.executeQuery()) {
				while (result.next()) {
					schema = result.getString(1);
					name = result.getString(2);
					dropped |= result.getBoolean(6);
					if (!result.getBoolean(6)) {
						attributes.add(new Relation.Column(result.getString(3), false, (int) result.getLong(4),
								result.getInt(5)));
					}
				}
			}
		}
		return new CompositeType(new Relation(0, schema, name, Relation.Identity.NOTHING, attributes), dropped);
	}

	/**
	 * Lay out a value as a row of the type.
	 * @param values the values of its attributes
	 * @return the row; {@code NULL} for attributes that were added to the type after the
	 * value was written, as the server reads them
	 * @throws IllegalArgumentException if these are not the attributes of the type
	 */
	public Tuple row(CompositeText values) {
		int size = this.relation.columns().size();
		if (values.size() > size || (values.size() < size && this.dropped)) {
			throw new IllegalArgumentException(
					"The value has %d attributes, but the type %s.%s has %d. A value of before an attribute was dropped can only be skipped, with a new slot."
						.formatted(values.size(), this.relation.schema(), this.relation.name(), size));
		}
		TupleBuilder row = new TupleBuilder(size);
		for (int attribute = 0; attribute < size; attribute++) {
			byte[] text = (attribute < values.size()) ? values.get(attribute) : null;
			if (text != null) {
				row.set(attribute, text);
			}
			else {
				row.setNull(attribute);
			}
		}
		return row.build();
	}

}
