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

package dev.pgrealtime.replication;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.ReplicaIdentity;

/**
 * A table as the catalogue of the server knows it.
 *
 * @param oid the OID
 * @param identifier the quoted name with its schema
 */
record CatalogTable(String oid, String identifier) {

	private static final Map<ReplicaIdentity, String> CODES = Map.of(ReplicaIdentity.FULL, "f", ReplicaIdentity.DEFAULT,
			"d");

	/**
	 * Find a table.
	 * @param connection a connection
	 * @param table what to look for
	 * @return the table
	 * @throws SQLException if the query fails
	 * @throws ReplicationException if there is none, or it is something else
	 */
	static CatalogTable find(ReplicationConnection connection, PublishedTable table) throws SQLException {
		String name = table.identifier();
		Map<String, @Nullable String> row = connection.row("""
				SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence
				FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
				WHERE c.oid = to_regclass(%s)""".formatted(SqlNames.literal(name)));
		if (row == null) {
			throw ReplicationErrors.missingTable(name);
		}
		String kind = kindUnlessTable(String.valueOf(row.get("relkind")), String.valueOf(row.get("relpersistence")));
		if (kind != null) {
			throw ReplicationErrors.notATable(name, kind);
		}
		return new CatalogTable(String.valueOf(row.get("oid")),
				SqlNames.identifier(String.valueOf(row.get("nspname")), String.valueOf(row.get("relname"))));
	}

	private static @Nullable String kindUnlessTable(String kind, String persistence) {
		return switch (kind) {
			case "v" -> "view";
			case "m" -> "materialized view";
			case "f" -> "foreign table";
			default -> switch (persistence) {
				case "u" -> "unlogged table";
				case "t" -> "temporary table";
				default -> null;
			};
		};
	}

	/**
	 * Return what a publication should say of the table.
	 * @param connection a connection
	 * @param excluded the names of the columns that shall not be published
	 * @param facts the facts of the server
	 * @return the entry
	 * @throws SQLException if the query fails
	 */
	PublicationEntry entry(ReplicationConnection connection, Set<String> excluded, ServerFacts facts)
			throws SQLException {
		String names = excluded.stream().map(SqlNames::literal).collect(Collectors.joining(", "));
		Map<String, @Nullable String> row = connection.row("""
				SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
				           FILTER (WHERE attname <> ALL (excluded) AND attgenerated IN (%2$s)) AS columns,
				       coalesce(bool_or(attname = ANY (excluded)), false) AS incomplete
				FROM pg_attribute, (VALUES (ARRAY[%3$s]::name[])) AS names (excluded)
				WHERE attrelid = %1$s AND attnum > 0 AND NOT attisdropped""".formatted(this.oid,
				facts.publishesGeneratedColumns() ? "'', 's'" : "''", names));
		if (row == null || !"t".equals(row.get("incomplete"))) {
			return new PublicationEntry(this.identifier, null, null);
		}
		return new PublicationEntry(this.identifier, row.get("columns"), null);
	}

	/**
	 * Compare the replica identity of the table with what it should be. Of a partitioned
	 * table those of the partitions count, which say what the WAL holds, and its own,
	 * which says what the server announces to us.
	 * @param connection a connection
	 * @param wanted the replica identity that it should have
	 * @param whole whether the publication leaves out no column: otherwise, or if a
	 * virtual generated column is never published, it cannot be the whole row, or every
	 * update would fail
	 * @return the statements that remove the differences
	 * @throws SQLException if the query fails
	 * @throws ReplicationException if the table could not be updated once it is published
	 */
	List<String> identityDifferences(ReplicationConnection connection, ReplicaIdentity wanted, boolean whole)
			throws SQLException {
		List<String> statements = new ArrayList<>();
		for (Map<String, @Nullable String> row : connection.rows("""
				SELECT n.nspname, c.relname, c.relreplident,
				       EXISTS (SELECT FROM pg_index i
				               WHERE i.indrelid = c.oid AND i.indisprimary AND i.indimmediate) AS has_key,
				       EXISTS (SELECT FROM pg_attribute a
				               WHERE a.attrelid = c.oid AND a.attgenerated = 'v' AND NOT a.attisdropped) AS virtual
				FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
				WHERE c.oid = %1$s
				   OR c.oid IN (SELECT relid FROM pg_partition_tree(%1$s) WHERE isleaf)""".formatted(this.oid))) {
			String name = SqlNames.identifier(String.valueOf(row.get("nspname")), String.valueOf(row.get("relname")));
			String actual = String.valueOf(row.get("relreplident"));
			boolean hasKey = "t".equals(row.get("has_key"));
			boolean complete = whole && !"t".equals(row.get("virtual"));
			ReplicaIdentity possible = (complete || wanted == ReplicaIdentity.UNCHANGED) ? wanted
					: ReplicaIdentity.DEFAULT;
			if (!canBeUpdated(possible, actual, hasKey)) {
				throw complete ? ReplicationErrors.noIdentity(name) : ReplicationErrors.noKeyForPart(name);
			}
			if (!complete && possible == ReplicaIdentity.UNCHANGED && "f".equals(actual)) {
				throw ReplicationErrors.wholeRowForPart(name);
			}
			if (!actual.equals(CODES.getOrDefault(possible, actual))) {
				statements.add("ALTER TABLE %s REPLICA IDENTITY %s".formatted(name, possible));
			}
		}
		return statements;
	}

	private static boolean canBeUpdated(ReplicaIdentity wanted, String actual, boolean hasKey) {
		return switch (wanted) {
			case FULL -> true;
			case DEFAULT -> hasKey;
			case UNCHANGED -> hasKey ? !actual.equals("n") : !List.of("d", "n").contains(actual);
		};
	}

}
