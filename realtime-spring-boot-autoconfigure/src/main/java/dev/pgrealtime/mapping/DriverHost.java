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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseStatement;
import org.postgresql.core.Field;
import org.postgresql.core.Tuple;

import dev.pgrealtime.pgoutput.Relation;

/**
 * Makes the driver's result sets out of the text of values, so that the driver decodes
 * them as if they came from a query. Opens a statement when first needed, and again after
 * its connection was closed. Not safe for use by several threads.
 */
public final class DriverHost implements AutoCloseable {

	private static final String SCHEMA_OF_TABLE = """
			SELECT coalesce((SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
				WHERE c.oid = to_regclass(quote_ident(?))), current_schema())""";

	private static final String TABLE = """
			SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ?""";

	private static final int FIRST_USER_DEFINED_TYPE = 16384;

	private static final String BASE_TYPE = """
			WITH RECURSIVE base AS (
				SELECT oid, typtype, typbasetype FROM pg_type WHERE oid = ?
				UNION ALL SELECT t.oid, t.typtype, t.typbasetype FROM pg_type t JOIN base b
				ON t.oid = b.typbasetype AND b.typtype = 'd')
			SELECT oid FROM base WHERE typtype <> 'd'""";

	private final HostConnection host;

	private final Map<Integer, Integer> baseTypes = new HashMap<>();

	private @Nullable Connection connection;

	private @Nullable BaseStatement statement;

	/**
	 * Create a host.
	 * @param host lends the connection
	 */
	public DriverHost(HostConnection host) {
		this.host = host;
	}

	/**
	 * Return a source of result sets for a column.
	 * @param column the column
	 * @return the source
	 */
	public Column column(Relation.Column column) {
		return new Column(new Field(column.name(), baseType(column.typeOid()), (short) 0, column.typeModifier()));
	}

	/**
	 * Return the type that the driver would be told by a query. A relation names a
	 * domain, a query the type that the domain is made of.
	 * @param typeOid the OID of the type of a column
	 * @return the OID of the base type of a domain, else the same OID
	 * @throws HostConnectionException if the connection cannot tell
	 */
	public int baseType(int typeOid) {
		return (typeOid >= 0 && typeOid < FIRST_USER_DEFINED_TYPE) ? typeOid
				: this.baseTypes.computeIfAbsent(typeOid, this::queryBaseType);
	}

	private int queryBaseType(int typeOid) {
		try (PreparedStatement query = this.host.get().prepareStatement(BASE_TYPE)) {
			query.setLong(1, Integer.toUnsignedLong(typeOid));
			try (ResultSet result = query.executeQuery()) {
				// A type that was dropped meanwhile is nothing that the catalogue knows.
				return result.next() ? (int) result.getLong(1) : typeOid;
			}
		}
		catch (SQLException ex) {
			throw new HostConnectionException(ex);
		}
	}

	/**
	 * Return a composite type as it is now.
	 * @param typeOid the OID of the type, of a domain over it, or of an array of it
	 * @return the type, without attributes if there is none
	 * @throws HostConnectionException if the connection cannot tell
	 */
	public CompositeType compositeType(int typeOid) {
		try {
			return CompositeType.find(this.host.get(), typeOid);
		}
		catch (SQLException ex) {
			throw new HostConnectionException(ex);
		}
	}

	/**
	 * Return the schema in which the connection finds a table whose name says none.
	 * @param table the name of the table, as the catalogue spells it
	 * @return the first schema of the search path that has the table, else the current
	 * schema, or {@code null} if there is none either
	 * @throws HostConnectionException if the connection cannot tell
	 */
	public @Nullable String schemaOf(String table) {
		try (PreparedStatement query = this.host.get().prepareStatement(SCHEMA_OF_TABLE)) {
			query.setString(1, table);
			try (ResultSet result = query.executeQuery()) {
				return result.next() ? result.getString(1) : null;
			}
		}
		catch (SQLException ex) {
			throw new HostConnectionException(ex);
		}
	}

	/**
	 * Return the name that a table has today.
	 * @param oid the OID of the table
	 * @return the name with its schema, or {@code null} if there is no such table any
	 * more
	 * @throws HostConnectionException if the connection cannot tell
	 */
	public @Nullable TableName tableOf(int oid) {
		try (PreparedStatement query = this.host.get().prepareStatement(TABLE)) {
			query.setLong(1, Integer.toUnsignedLong(oid));
			try (ResultSet result = query.executeQuery()) {
				return result.next() ? new TableName(result.getString(1), result.getString(2)) : null;
			}
		}
		catch (SQLException ex) {
			throw new HostConnectionException(ex);
		}
	}

	private BaseStatement statement() {
		try {
			if (this.statement == null || this.connection == null || this.connection.isClosed()) {
				this.connection = this.host.get();
				this.statement = this.connection.createStatement().unwrap(BaseStatement.class);
			}
			return this.statement;
		}
		catch (SQLException ex) {
			throw new HostConnectionException(ex);
		}
	}

	/**
	 * Close the statement, but not the connection that was lent.
	 */
	@Override
	public void close() {
		try {
			if (this.statement != null) {
				this.statement.close();
			}
		}
		catch (SQLException ex) {
			// It is gone with its connection.
		}
		this.statement = null;
	}

	/**
	 * Makes result sets for the values of one column.
	 */
	public final class Column {

		private final Field[] fields;

		private Column(Field field) {
			this.fields = new Field[] { field };
		}

		/**
		 * Return a result set that stands at its only row.
		 * @param value the text of the only column, or {@code null} for {@code NULL}; not
		 * copied
		 * @return the result set; holds nothing that needs to be closed
		 * @throws SQLException if the driver refuses
		 * @throws HostConnectionException if there is no connection
		 */
		public ResultSet resultSet(byte @Nullable [] value) throws SQLException {
			ResultSet result = statement().createDriverResultSet(this.fields,
					List.of(new Tuple(new byte[][] { value })));
			result.next();
			return result;
		}

	}

}
