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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The publication and the replica identities: what they are, and which statements would
 * make them what they should be.
 */
final class Publication {

	private static final String OPERATIONS = "insert, update, delete, truncate";

	private static final Log logger = LogFactory.getLog(Publication.class);

	private final String name;

	private final List<PublishedTable> tables;

	private final boolean ours;

	/**
	 * Create a publication.
	 * @param name its name
	 * @param tables what it shall publish
	 * @param ours whether it belongs to us, or somebody may have left out columns for
	 * reasons of their own
	 */
	Publication(String name, List<PublishedTable> tables, boolean ours) {
		this.name = name;
		this.tables = tables;
		this.ours = ours;
	}

	/**
	 * Compare the database with what it should be.
	 * @param connection a connection
	 * @param facts the facts of the server
	 * @return the statements that remove the differences, in an order in which no update
	 * of the application fails in between; none if there are no differences
	 * @throws SQLException if a query fails
	 * @throws ReplicationException if a table cannot be published
	 */
	List<String> differences(ReplicationConnection connection, ServerFacts facts) throws SQLException {
		Map<String, PublicationEntry> wanted = new LinkedHashMap<>();
		Map<String, List<String>> identities = new LinkedHashMap<>();
		for (PublishedTable table : this.tables) {
			CatalogTable found = CatalogTable.find(connection, table);
			PublicationEntry entry = entry(connection, found, table, facts);
			wanted.put(entry.table(), entry);
			identities.put(entry.table(),
					found.identityDifferences(connection, table.replicaIdentity(), entry.columns() == null));
		}
		Map<String, @Nullable String> publication = connection
			.row("SELECT *, to_jsonb(p) ->> 'pubgencols' AS gencols FROM pg_publication p WHERE pubname = "
					+ SqlNames.literal(this.name));
		if (publication == null) {
			return concat(identities.values().stream().flatMap(List::stream).toList(),
					List.of(create(wanted.values(), facts)), List.of());
		}
		Map<String, PublicationEntry> added = added(connection, facts);
		// While a table has a column list it cannot have the identity FULL
		Map<Boolean, List<String>> widening = identities.entrySet()
			.stream()
			.collect(Collectors.partitioningBy((identity) -> isWidened(identity.getKey(), wanted, added),
					Collectors.flatMapping((identity) -> identity.getValue().stream(), Collectors.toList())));
		return concat(widening.getOrDefault(false, List.of()),
				concat(optionDifferences(publication, facts), tableDifferences(connection, wanted, added), List.of()),
				widening.getOrDefault(true, List.of()));
	}

	private static boolean isWidened(String table, Map<String, PublicationEntry> wanted,
			Map<String, PublicationEntry> added) {
		PublicationEntry before = added.get(table);
		PublicationEntry after = wanted.get(table);
		return before != null && before.columns() != null && after != null && after.columns() == null;
	}

	private static List<String> concat(List<String> first, List<String> second, List<String> third) {
		return Stream.of(first, second, third).flatMap(List::stream).toList();
	}

	/**
	 * Return whether there is a publication of that name, whatever it publishes.
	 * @param connection a connection
	 * @param facts the facts of the server
	 * @return the statement that creates it, none if it exists
	 * @throws SQLException if a query fails
	 */
	List<String> absence(ReplicationConnection connection, ServerFacts facts) throws SQLException {
		if (connection.row("SELECT 1 FROM pg_publication WHERE pubname = " + SqlNames.literal(this.name)) != null) {
			return List.of();
		}
		Map<String, PublicationEntry> wanted = new LinkedHashMap<>();
		for (PublishedTable table : this.tables) {
			PublicationEntry entry = entry(connection, CatalogTable.find(connection, table), table, facts);
			wanted.put(entry.table(), entry);
		}
		return List.of(create(wanted.values(), facts));
	}

	private PublicationEntry entry(ReplicationConnection connection, CatalogTable found, PublishedTable table,
			ServerFacts facts) throws SQLException {
		if (table.excludedColumns().isEmpty() || facts.publishesColumnLists()) {
			return found.entry(connection, table.excludedColumns(), facts);
		}
		logger.warn("[%s] PostgreSQL before 15 publishes whole tables: excluded columns of %s leave the database, "
			.formatted(this.name, found.identifier()) + "and are kept out of events only");
		return found.entry(connection, Set.of(), facts);
	}

	private String create(Collection<PublicationEntry> wanted, ServerFacts facts) {
		return "CREATE PUBLICATION %s FOR TABLE %s WITH (publish = '%s', publish_via_partition_root = true%s)"
			.formatted(SqlNames.identifier(this.name), sql(wanted), OPERATIONS,
					facts.publishesGeneratedColumns() ? ", publish_generated_columns = stored" : "");
	}

	private static String sql(Collection<PublicationEntry> entries) {
		return entries.stream().map(PublicationEntry::sql).collect(Collectors.joining(", "));
	}

	private List<String> optionDifferences(Map<String, @Nullable String> publication, ServerFacts facts) {
		List<String> options = new ArrayList<>();
		if (!isTrue(publication, "pubinsert", "pubupdate", "pubdelete", "pubtruncate")) {
			options.add("publish = '%s'".formatted(OPERATIONS));
		}
		if (!isTrue(publication, "pubviaroot")) {
			options.add("publish_via_partition_root = true");
		}
		if (facts.publishesGeneratedColumns() && "n".equals(publication.get("gencols"))) {
			options.add("publish_generated_columns = stored");
		}
		return options.isEmpty() ? List.of() : List
			.of("ALTER PUBLICATION %s SET (%s)".formatted(SqlNames.identifier(this.name), String.join(", ", options)));
	}

	private static boolean isTrue(Map<String, @Nullable String> row, String... columns) {
		return List.of(columns).stream().allMatch((column) -> "t".equals(row.get(column)));
	}

	private List<String> tableDifferences(ReplicationConnection connection, Map<String, PublicationEntry> wanted,
			Map<String, PublicationEntry> added) throws SQLException {
		Set<String> published = published(connection);
		List<PublicationEntry> missing = new ArrayList<>();
		boolean listsDiffer = false;
		for (PublicationEntry entry : wanted.values()) {
			PublicationEntry found = added.get(entry.table());
			if (found != null) {
				listsDiffer |= listsDiffer(entry, found);
			}
			else if (!published.contains(entry.table())) {
				missing.add(entry);
			}
			else if (entry.columns() != null) {
				throw ReplicationErrors.publishedWhole(SqlNames.identifier(this.name), entry.table());
			}
		}
		if (listsDiffer) {
			// One statement for all: taken out and put in again, a table would miss
			// changes
			return List.of(alter("SET",
					wanted.values()
						.stream()
						.map((entry) -> entry.withFilter(filter(added.get(entry.table()))))
						.toList()));
		}
		List<String> surplus = added.keySet().stream().filter((table) -> !wanted.containsKey(table)).toList();
		List<String> statements = new ArrayList<>();
		if (!missing.isEmpty()) {
			statements.add(alter("ADD", missing));
		}
		if (!surplus.isEmpty()) {
			statements
				.add(alter("DROP", surplus.stream().map((table) -> new PublicationEntry(table, null, null)).toList()));
		}
		return statements;
	}

	private String alter(String action, Collection<PublicationEntry> entries) {
		return "ALTER PUBLICATION %s %s TABLE %s".formatted(SqlNames.identifier(this.name), action, sql(entries));
	}

	private boolean listsDiffer(PublicationEntry wanted, PublicationEntry found) {
		return !Objects.equals(wanted.columns(), found.columns()) && (wanted.columns() != null || this.ours);
	}

	private static @Nullable String filter(@Nullable PublicationEntry entry) {
		return (entry != null) ? entry.filter() : null;
	}

	private Map<String, PublicationEntry> added(ReplicationConnection connection, ServerFacts facts)
			throws SQLException {
		Map<String, PublicationEntry> entries = new LinkedHashMap<>();
		for (Map<String, @Nullable String> row : connection.rows("""
				SELECT n.nspname AS schema, c.relname AS name, %s
				FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid
				JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace
				WHERE p.pubname = %s""".formatted(facts.publishesColumnLists() ? """
				pg_get_expr(r.prqual, r.prrelid) AS filter,
				(SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
				 WHERE attrelid = r.prrelid AND attnum = ANY (r.prattrs)) AS columns"""
				: "NULL AS filter, NULL AS columns", SqlNames.literal(this.name)))) {
			PublicationEntry entry = new PublicationEntry(identifier(row), row.get("columns"), row.get("filter"));
			entries.put(entry.table(), entry);
		}
		return entries;
	}

	private Set<String> published(ReplicationConnection connection) throws SQLException {
		return connection
			.rows("SELECT schemaname AS schema, tablename AS name FROM pg_publication_tables WHERE pubname = "
					+ SqlNames.literal(this.name))
			.stream()
			.map(Publication::identifier)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private static String identifier(Map<String, @Nullable String> row) {
		return SqlNames.identifier(String.valueOf(row.get("schema")), String.valueOf(row.get("name")));
	}

}
