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

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.assertj.core.api.SoftAssertions;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares, for every type and its edges, what is streamed with what the server says and
 * with what JPA reads, and writes down the outcome.
 */
class TypesIntegrationTests {

	private static final Path REFERENCE = Path.of("..", "docs", "reference", "types.md");

	private static final List<TypesTable> TABLES = TypesTable.of(TypeColumns.all());

	private final TimeZone zone = TimeZone.getDefault();

	private final Locale locale = Locale.getDefault();

	/**
	 * Return a database of the server that is tested.
	 * @return an empty database
	 */
	TestDatabase newDatabase() {
		return PostgresServer.newDatabase();
	}

	@AfterEach
	void restoreDefaults() {
		TimeZone.setDefault(this.zone);
		Locale.setDefault(this.locale);
	}

	@Test
	void thereAreManyColumnsAndValues() {
		assertThat(TABLES.stream().mapToInt((table) -> table.columns().size()).sum()).isGreaterThan(150);
		assertThat(TABLES.stream().mapToInt((table) -> table.cells().size()).sum()).isGreaterThan(3000);
	}

	@Test
	void everyValueIsExactOrConvertedOrRefusedAsTheReferenceSays() throws Exception {
		TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
		Locale.setDefault(Locale.ROOT);
		List<TypeOutcome> outcomes = outcomes(new TypesDatabase(newDatabase(), TABLES), null);
		assertConsistent(outcomes);
		String reference = TypesReference.of(outcomes);
		if (Boolean.getBoolean("update.reference")) {
			Files.writeString(REFERENCE, reference);
		}
		assertThat(REFERENCE)
			.as("Update it with: mvn -pl realtime-spring-boot-autoconfigure test "
					+ "-Dtest=TypesIntegrationTests -Dupdate.reference=true")
			.hasContent(reference);
	}

	@Test
	void hostileSettingsOfDatabaseAndJvmChangeNothing() throws Exception {
		TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
		Locale.setDefault(Locale.forLanguageTag("tr-TR"));
		assertConsistent(outcomes(new TypesDatabase(newDatabase(), TABLES, "datestyle = 'SQL, DMY'",
				"intervalstyle = 'iso_8601'", "timezone = 'America/St_Johns'", "bytea_output = 'escape'",
				"lc_monetary = '%s'".formatted(isLocale("de_DE.UTF-8") ? "de_DE.UTF-8" : "C")), null));
	}

	@Test
	void timeZoneOfJdbcIsThatOfJpa() throws Exception {
		TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
		assertConsistent(outcomes(new TypesDatabase(newDatabase(), TABLES), "America/St_Johns"));
	}

	private static List<TypeOutcome> outcomes(TypesDatabase types, @Nullable String jdbcTimeZone) throws Exception {
		HibernatePersistenceConfiguration configuration = MappingFixture.configuration(
				MappingFixture.dataSource(types.database()), false,
				TABLES.stream().map(TypesTable::entity).toArray(Class<?>[]::new));
		if (jdbcTimeZone != null) {
			configuration.property(JdbcSettings.JDBC_TIME_ZONE, jdbcTimeZone);
		}
		try (SessionFactory factory = configuration.createEntityManagerFactory();
				Connection host = types.database().connect();
				TypesReader reader = new TypesReader(factory, types, host)) {
			Map<Integer, Object> fast = reader.decode(TABLES, true);
			Map<Integer, Object> faithful = reader.decode(TABLES, false);
			return TABLES.stream()
				.flatMap((table) -> table.cells()
					.stream()
					.map((cell) -> new TypeOutcome(cell, types.text(cell.id()), fast.get(cell.id()),
							faithful.get(cell.id()), reader.find(table, cell, false), reader.find(table, cell, true))))
				.toList();
		}
	}

	private boolean isLocale(String name) throws SQLException {
		try (Connection connection = newDatabase().connect(); Statement statement = connection.createStatement()) {
			statement.execute("SET lc_monetary = '%s'".formatted(name));
			return true;
		}
		catch (PSQLException ex) {
			// The machine of the server has to have it.
			return false;
		}
	}

	private static void assertConsistent(List<TypeOutcome> outcomes) {
		SoftAssertions softly = new SoftAssertions();
		outcomes.forEach((outcome) -> outcome.check(softly));
		List<String> problems = softly.errorsCollected().stream().map(Throwable::getMessage).toList();
		assertThat(problems.stream().limit(60).collect(Collectors.joining("\n"))).as("%d problems", problems.size())
			.isEmpty();
		assertThat(Stream.of(TypeOutcome.Kind.values())
			.filter((kind) -> outcomes.stream().anyMatch((outcome) -> outcome.kind() == kind)))
			.hasSize(TypeOutcome.Kind.values().length);
	}

}
