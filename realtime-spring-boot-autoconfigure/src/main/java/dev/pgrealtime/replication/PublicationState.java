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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * What the catalogue says of the publication and of what it publishes of our tables, to
 * see whether anybody has touched it. The texts are those of whole catalogue rows with
 * their {@code xmin}, so that what was changed and changed back differs too.
 *
 * @param asOf a position before which everything was published like that
 * @param publication the row of the publication, or {@code null} if there is none
 * @param tables what makes the publication publish a table, by the name of the table;
 * empty for one that only a publication of all tables would, and absent for one that does
 * not exist
 */
record PublicationState(Lsn asOf, @Nullable String publication, Map<String, String> tables) {

	private static final String POSITION = """
			SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END""";

	private static final String SCHEMAS = """
			,
			           (SELECT concat(s.xmin, s) FROM pg_publication_namespace s
			            WHERE s.pnpubid = p.oid AND s.pnnspid = c.relnamespace)""";

	/**
	 * Read the catalogue.
	 * @param connection a connection
	 * @param name the name of the publication
	 * @param tables our tables
	 * @param facts the facts of the server
	 * @return the state at this moment
	 * @throws SQLException if a query fails
	 */
	static PublicationState read(ServerConnection connection, String name, List<PublishedTable> tables,
			ServerFacts facts) throws SQLException {
		Lsn asOf = Lsn.parse(String.valueOf(connection.text(POSITION)));
		String names = tables.stream()
			.map(PublishedTable::identifier)
			.map(SqlNames::literal)
			.collect(Collectors.joining(", "));
		String publication = null;
		Map<String, String> published = new LinkedHashMap<>();
		String sql = """
				SELECT concat(p.xmin, p) AS publication, t.name,
				       CASE WHEN c.oid IS NOT NULL THEN concat(
				           (SELECT string_agg(concat(r.xmin, r), ',' ORDER BY r.oid) FROM pg_publication_rel r
				            WHERE r.prpubid = p.oid
				            AND (r.prrelid = c.oid OR r.prrelid IN (SELECT relid FROM pg_partition_ancestors(c.oid))))%s)
				       END AS published
				FROM unnest(ARRAY[%s]) AS t (name)
				LEFT JOIN pg_class c ON c.oid = to_regclass(t.name)
				LEFT JOIN pg_publication p ON p.pubname = %s"""
			.formatted(facts.publishesColumnLists() ? SCHEMAS : "", names, SqlNames.literal(name));
		for (Map<String, @Nullable String> row : connection.rows(sql)) {
			publication = row.get("publication");
			String text = row.get("published");
			if (text != null) {
				published.put(String.valueOf(row.get("name")), text);
			}
		}
		return new PublicationState(asOf, "".equals(publication) ? null : publication, published);
	}

	/**
	 * Return the state of a publication that does not exist.
	 * @param since a position since when it may not have existed
	 * @return the state
	 */
	static PublicationState absent(Lsn since) {
		return new PublicationState(since, null, Map.of());
	}

	/**
	 * Return this state, seen again later.
	 * @param asOf a later position before which everything was published like that
	 * @return the state
	 */
	PublicationState seenAgain(Lsn asOf) {
		return new PublicationState(asOf, this.publication, this.tables);
	}

	/**
	 * Compare this state with an earlier one. A table that does not exist now makes no
	 * difference, as it has no changes.
	 * @param earlier the earlier state
	 * @return what has happened since that may have kept a change from being published,
	 * or {@code null} if nothing has
	 */
	@Nullable String differenceFrom(PublicationState earlier) {
		if (this.publication == null) {
			return (earlier.publication != null) ? "it does not exist any more" : null;
		}
		if (earlier.publication == null) {
			return "it did not exist for a time";
		}
		if (!this.publication.equals(earlier.publication)) {
			return "it was altered, or made anew";
		}
		for (Map.Entry<String, String> table : earlier.tables.entrySet()) {
			String now = this.tables.get(table.getKey());
			if (now != null && !now.equals(table.getValue())) {
				return now.isEmpty() ? "it no longer publishes %s".formatted(table.getKey())
						: "what it publishes of %s was altered".formatted(table.getKey());
			}
		}
		return null;
	}

}
