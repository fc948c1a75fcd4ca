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

package dev.pgrealtime.pgoutput;

import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a table. Sent before the first change of the table on a connection and
 * again after its shape changed; it describes every change that follows it.
 *
 * @param id the OID of the table
 * @param schema the schema
 * @param name the name of the table
 * @param replicaIdentity what the table's old rows carry
 * @param columns the published columns, in the order of the values of a {@link Tuple}
 */
public record Relation(int id, String schema, String name, Identity replicaIdentity,
		List<Column> columns) implements PgOutputMessage {

	public Relation {
		columns = List.copyOf(columns);
	}

	static Relation decode(MessageReader in) {
		int id = in.int32();
		String namespace = in.string("schema");
		String schema = namespace.isEmpty() ? "pg_catalog" : namespace;
		String name = in.string("relation name");
		Identity identity = Identity.decode(in);
		int count = in.count16("columns", Column.MIN_LENGTH);
		List<Column> columns = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			columns.add(Column.decode(in));
		}
		return new Relation(id, schema, name, identity, columns);
	}

	/**
	 * What the old row of an update or delete carries.
	 */
	public enum Identity {

		/**
		 * The primary key.
		 */
		DEFAULT,

		/**
		 * Nothing.
		 */
		NOTHING,

		/**
		 * The whole row.
		 */
		FULL,

		/**
		 * The columns of a unique index.
		 */
		INDEX;

		private static Identity decode(MessageReader in) {
			byte value = in.int8();
			return switch (value) {
				case 'd' -> DEFAULT;
				case 'n' -> NOTHING;
				case 'f' -> FULL;
				case 'i' -> INDEX;
				default -> throw in.unexpected("replica identity", value);
			};
		}

	}

	/**
	 * A published column.
	 *
	 * @param name the name
	 * @param key whether the column is part of the replica identity
	 * @param typeOid the OID of the type
	 * @param typeModifier the type modifier, or -1 for none
	 */
	public record Column(String name, boolean key, int typeOid, int typeModifier) {

		private static final int MIN_LENGTH = 1 + 1 + 4 + 4;

		private static Column decode(MessageReader in) {
			byte flags = in.int8();
			if ((flags & ~1) != 0) {
				throw in.unexpected("column flags", flags);
			}
			return new Column(in.string("column name"), flags == 1, in.int32(), in.int32());
		}

	}

}
