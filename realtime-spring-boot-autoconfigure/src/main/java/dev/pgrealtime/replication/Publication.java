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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The publication and the replica identities: what they are, and which statements would
 * make them what they should be.
 */
final class Publication {

	private static final String OPERATIONS = "insert, update, delete, truncate";

	private final String name;

	private final List<PublishedTable> tables;

	Publication(String name, List<PublishedTable> tables) {
		this.name = name;
		this.tables = tables;
	}

	/**
	 * Compare the database with what it should be.
	 * @param connection a connection
	 * @param facts the facts of the server
	 * @return the statements that remove the differences, none if there are none
	 * @throws SQLException if a query fails
	 * @throws ReplicationException if a table cannot be published
	 */
	List<String> differences(ReplicationConnection connection, ServerFacts facts) throws SQLException {
		List<String> statements = new ArrayList<>();
		Set<String> wanted = new LinkedHashSet<>();
		for (PublishedTable table : this.tables) {
			CatalogTable found = CatalogTable.find(connection, table);
			wanted.add(found.identifier());
			statements.addAll(found.identityDifferences(connection, table.replicaIdentity()));
		}
		Map<String, @Nullable String> publication = connection
			.row("SELECT *, to_jsonb(p) ->> 'pubgencols' AS gencols FROM pg_publication p WHERE pubname = "
					+ SqlNames.literal(this.name));
		if (publication == null) {
			statements.add(create(wanted, facts));
		}
		else {
			statements.addAll(optionDifferences(publication, facts));
			statements.addAll(tableDifferences(connection, wanted));
		}
		return statements;
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
		Set<String> wanted = new LinkedHashSet<>();
		for (PublishedTable table : this.tables) {
			wanted.add(CatalogTable.find(connection, table).identifier());
		}
		return List.of(create(wanted, facts));
	}

	private String create(Set<String> wanted, ServerFacts facts) {
		return "CREATE PUBLICATION %s FOR TABLE %s WITH (publish = '%s', publish_via_partition_root = true%s)"
			.formatted(SqlNames.identifier(this.name), String.join(", ", wanted), OPERATIONS,
					facts.publishesGeneratedColumns() ? ", publish_generated_columns = stored" : "");
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

	private List<String> tableDifferences(ReplicationConnection connection, Set<String> wanted) throws SQLException {
		Set<String> added = names(connection, """
				SELECT n.nspname AS schema, c.relname AS name
				FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid
				JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace
				WHERE p.pubname =""");
		Set<String> published = names(connection,
				"SELECT schemaname AS schema, tablename AS name FROM pg_publication_tables WHERE pubname =");
		List<String> statements = new ArrayList<>();
		difference(wanted, union(added, published)).ifPresent((missing) -> statements
			.add("ALTER PUBLICATION %s ADD TABLE %s".formatted(SqlNames.identifier(this.name), missing)));
		difference(added, wanted).ifPresent((surplus) -> statements
			.add("ALTER PUBLICATION %s DROP TABLE %s".formatted(SqlNames.identifier(this.name), surplus)));
		return statements;
	}

	private Set<String> names(ReplicationConnection connection, String query) throws SQLException {
		return connection.rows(query + ' ' + SqlNames.literal(this.name))
			.stream()
			.map((row) -> SqlNames.identifier(String.valueOf(row.get("schema")), String.valueOf(row.get("name"))))
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private static Set<String> union(Set<String> first, Set<String> second) {
		Set<String> union = new LinkedHashSet<>(first);
		union.addAll(second);
		return union;
	}

	private static Optional<String> difference(Set<String> from, Set<String> minus) {
		String names = from.stream().filter((name) -> !minus.contains(name)).collect(Collectors.joining(", "));
		return names.isEmpty() ? Optional.empty() : Optional.of(names);
	}

}
