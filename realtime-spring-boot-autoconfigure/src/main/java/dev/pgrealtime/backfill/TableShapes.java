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

package dev.pgrealtime.backfill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.EntityRows;

/**
 * Asks the catalogue how tables are published, and by what their rows can be told apart
 * in the stream: the columns of the replica identity, or of the primary key where that is
 * the whole row.
 */
final class TableShapes {

	private static final String QUERY = """
			WITH source AS (
				SELECT c.oid, n.nspname, c.relname, c.relkind, c.relreplident, p.filter, p.names
				FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
				JOIN (SELECT schemaname, tablename, to_jsonb(t) ->> 'rowfilter' AS filter,
				             to_jsonb(t) -> 'attnames' AS names
				      FROM pg_publication_tables t WHERE pubname = ?) p
				ON p.schemaname = n.nspname AND p.tablename = c.relname
				WHERE c.oid = to_regclass(concat(quote_ident(?) || '.', quote_ident(?)))),
			key AS (
				SELECT i.indkey::int2[] AS columns, i.indnkeyatts AS size
				FROM pg_index i JOIN source s ON s.oid = i.indrelid
				WHERE i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
				AND CASE s.relreplident WHEN 'i' THEN i.indisreplident WHEN 'f' THEN true ELSE i.indisprimary END
				AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND NOT a.attnotnull
				                AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
				ORDER BY i.indisprimary DESC, i.indexrelid LIMIT 1)
			SELECT s.oid::bigint, s.nspname, s.relname, s.filter, s.relreplident = 'f' AS identity_full,
			       CASE s.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END || format('%I.%I', s.nspname, s.relname) AS source,
			       a.attname, quote_ident(a.attname) AS sql, a.atttypid::bigint, a.atttypmod,
			       (SELECT position FROM key, unnest(key.columns) WITH ORDINALITY AS k (number, position)
			        WHERE number = a.attnum AND position <= key.size) AS key_position
			FROM source s JOIN pg_attribute a ON a.attrelid = s.oid
			WHERE a.attnum > 0 AND NOT a.attisdropped
			AND (a.attgenerated = '' OR current_setting('server_version_num')::int >= 180000)
			AND (s.names IS NULL OR s.names @> to_jsonb(a.attname::text))
			ORDER BY a.attnum""";

	private TableShapes() {
	}

	/**
	 * Return how the tables of an entity are published.
	 * @param connection a connection
	 * @param publication the name of the publication
	 * @param rows the tables
	 * @return the shapes, in the same order
	 * @throws SQLException if the query fails
	 * @throws UnreadableRowsException if a table is not published, or nothing tells its
	 * rows apart
	 */
	static List<TableShape> of(Connection connection, String publication, EntityRows rows) throws SQLException {
		List<TableShape> shapes = new ArrayList<>();
		try (PreparedStatement query = connection.prepareStatement(QUERY)) {
			for (EntityRows.Part part : rows.parts()) {
				query.setString(1, publication);
				query.setString(2, part.table().schema());
				query.setString(3, part.table().name());
				try (ResultSet result = query.executeQuery()) {
					shapes.add(shape(read(result), part, shapes.isEmpty() ? rows : null, publication));
				}
			}
		}
		return shapes;
	}

	private static @Nullable PublishedRows read(ResultSet result) throws SQLException {
		@Nullable PublishedRows found = null;
		while (result.next()) {
			if (found == null) {
				found = new PublishedRows((int) result.getLong("oid"), result.getString("nspname"),
						result.getString("relname"), result.getString("source"), result.getString("filter"),
						result.getBoolean("identity_full"), new ArrayList<>(), new TreeMap<>());
			}
			int position = result.getInt("key_position");
			if (!result.wasNull()) {
				found.key().put(position, found.columns().size());
			}
			found.columns()
				.add(new TableShape.Column(result.getString("attname"), result.getString("sql"),
						(int) result.getLong("atttypid"), result.getInt("atttypmod")));
		}
		return found;
	}

	private static TableShape shape(@Nullable PublishedRows found, EntityRows.Part part, @Nullable EntityRows first,
			String publication) {
		if (found == null) {
			throw UnreadableRowsException.notPublished(part.table(), publication);
		}
		boolean alone = first != null && first.parts().size() == 1;
		List<Integer> key = alone ? List.copyOf(found.key().values()) : found.indexes(part.keyColumns());
		// Where the whole old row is told, so is any key; but the first table is read by
		// it
		boolean told = found.identityFull() && first == null;
		if (key.isEmpty() || key.contains(-1) || !(told || Set.copyOf(found.key().values()).equals(Set.copyOf(key)))) {
			throw UnreadableRowsException.noKey(part.table(), found.source());
		}
		return new TableShape(found.oid(), found.schema(), found.name(), found.source(), found.filter(),
				found.columns(), key);
	}

	/**
	 * What the catalogue says of a table, its key as the indexes of columns by their
	 * position.
	 */
	private record PublishedRows(int oid, String schema, String name, String source, @Nullable String filter,
			boolean identityFull, List<TableShape.Column> columns, Map<Integer, Integer> key) {

		List<Integer> indexes(List<String> names) {
			List<String> known = this.columns.stream().map(TableShape.Column::name).toList();
			return names.stream().map(known::indexOf).toList();
		}

	}

}
