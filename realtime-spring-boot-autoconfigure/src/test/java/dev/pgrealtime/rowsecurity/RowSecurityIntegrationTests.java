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

package dev.pgrealtime.rowsecurity;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.pgrealtime.replication.ConnectionSettings;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RowSecurity}. Where a row is in its table, what is answered is
 * compared with what a query of the role finds.
 */
class RowSecurityIntegrationTests {

	private static final TestDatabase DATABASE = PostgresServer.newDatabase();

	/** Roles belong to the server, and other tests use it too. */
	private static final String SUFFIX = "_" + DATABASE.name();

	private static final String ANN = "ann" + SUFFIX;

	private static final String BOB = "bob" + SUFFIX;

	private static final String STAFF = "staff" + SUFFIX;

	private static final String OWNER = "owner" + SUFFIX;

	private static final String ROOT = "root" + SUFFIX;

	private final PgConnections connections = new PgConnections(
			new ConnectionSettings(DATABASE.url(), DATABASE.username(), DATABASE.password()), "test");

	private final RowSecurity security = new RowSecurity(this.connections::openKeptInTextForm, Duration.ofSeconds(5));

	@BeforeAll
	static void createRoles() {
		DATABASE.execute("CREATE ROLE " + STAFF, "CREATE ROLE " + ANN, "CREATE ROLE " + BOB,
				"GRANT %s TO %s".formatted(STAFF, BOB), "CREATE ROLE " + OWNER, "CREATE ROLE " + ROOT + " BYPASSRLS");
	}

	@BeforeEach
	void createTable() {
		DATABASE.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public", "GRANT USAGE ON SCHEMA public TO PUBLIC",
				"CREATE TABLE orders (id int PRIMARY KEY, owner text, status text DEFAULT 'NEW', amount numeric)",
				"INSERT INTO orders VALUES (1, '%s'), (2, '%s'), (3, NULL)".formatted(ANN, BOB),
				"GRANT SELECT ON orders TO PUBLIC", "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
				"ALTER TABLE orders OWNER TO " + OWNER);
	}

	@AfterEach
	void close() {
		this.security.close();
	}

	@Test
	void withoutRowSecurityEverythingIsVisible() throws SQLException {
		DATABASE.execute("ALTER TABLE orders DISABLE ROW LEVEL SECURITY");
		assertThat(visible(ANN)).containsExactly("1", "2", "3");
	}

	@Test
	void withoutPolicyNothingIsVisible() throws SQLException {
		assertThat(visible(ANN)).isEmpty();
	}

	@Test
	void policyBelongsToTheCurrentUser() throws SQLException {
		policy("USING (owner = current_user)");
		assertThat(visible(ANN)).containsExactly("1");
		assertThat(visible(BOB)).containsExactly("2");
	}

	@Test
	void policyReadsClaims() throws SQLException {
		policy("USING (id = (current_setting('request.jwt.claims', true)::json ->> 'sub')::int)");
		assertThat(visible(ANN, "{\"sub\": \"2\"}")).containsExactly("2");
		assertThat(visible(ANN, "{\"sub\": \"3\"}")).containsExactly("3");
		assertThat(visible(ANN, "{}")).isEmpty();
	}

	@Test
	void policyReadsTheSubjectOfTheClaims() throws SQLException {
		policy("USING (id::text = current_setting('request.jwt.claim.sub', true))");
		assertThat(visible(ANN, "{\"sub\": \"2\"}")).containsExactly("2");
		assertThat(visible(ANN, "{\"subject\": \"2\"}")).isEmpty();
	}

	@Test
	void restrictivePoliciesNarrowWhatAPermissiveOneAllows() throws SQLException {
		policy("AS RESTRICTIVE USING (id > 1)");
		assertThat(visible(ANN)).isEmpty();
		policy("USING (id < 3)");
		assertThat(visible(ANN)).containsExactly("2");
		policy("USING (id = 3)");
		assertThat(visible(ANN)).containsExactly("2", "3");
		policy("AS RESTRICTIVE USING (owner IS NOT NULL)");
		assertThat(visible(ANN)).containsExactly("2");
	}

	@Test
	void policiesForReadingCount() throws SQLException {
		policy("FOR UPDATE USING (true)");
		policy("FOR DELETE USING (true)");
		policy("FOR INSERT WITH CHECK (true)");
		policy("FOR SELECT USING (id = 1)");
		policy("FOR ALL USING (id = 2)");
		assertThat(visible(ANN)).containsExactly("1", "2");
	}

	@Test
	void policiesCountForMembersOfTheirRoles() throws SQLException {
		policy("TO " + STAFF + " USING (true)");
		assertThat(visible(ANN)).isEmpty();
		assertThat(visible(BOB)).containsExactly("1", "2", "3");
		assertThat(visible(STAFF)).containsExactly("1", "2", "3");
	}

	@Test
	void policyOfARoleThatIsNotInheritedDoesNotCount() throws SQLException {
		String eve = "eve" + SUFFIX;
		DATABASE.execute("DROP ROLE IF EXISTS " + eve, "CREATE ROLE " + eve + " NOINHERIT",
				"GRANT %s TO %s".formatted(STAFF, eve));
		policy("TO " + STAFF + " USING (true)");
		assertThat(visible(eve)).isEmpty();
	}

	@Test
	void whoBypassesRowSecuritySeesEverything() throws SQLException {
		policy("USING (false)");
		assertThat(visible(ROOT)).containsExactly("1", "2", "3");
		assertThat(visible(DATABASE.username())).containsExactly("1", "2", "3");
	}

	@Test
	void ownerSeesEverythingUnlessRowSecurityIsForced() throws SQLException {
		policy("USING (id = 1)");
		assertThat(visible(OWNER)).containsExactly("1", "2", "3");
		DATABASE.execute("ALTER TABLE orders FORCE ROW LEVEL SECURITY");
		assertThat(visible(OWNER)).containsExactly("1");
	}

	@Test
	void policyLooksAtOtherTablesAsTheRole() throws SQLException {
		DATABASE.execute("CREATE TABLE shares (order_id int, id text)",
				"INSERT INTO shares VALUES (1, '%s'), (2, '%s'), (3, 'nobody')".formatted(BOB, BOB),
				"GRANT SELECT ON shares TO PUBLIC", "ALTER TABLE shares ENABLE ROW LEVEL SECURITY",
				"CREATE POLICY mine ON shares USING (id = current_user AND order_id < 3)");
		policy("USING (EXISTS (SELECT FROM shares s WHERE s.order_id = orders.id))");
		assertThat(visible(ANN)).isEmpty();
		assertThat(visible(BOB)).containsExactly("1", "2");
	}

	@Test
	void policyThatLooksAtATableThatTheRoleMayNotReadFails() {
		DATABASE.execute("CREATE TABLE shares (order_id int)");
		policy("USING (EXISTS (SELECT FROM shares WHERE order_id = id))");
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> answer(ANN, "{}", rows()))
			.withMessageContaining("permission denied for table shares");
	}

	@Test
	void policyMayTakeTheWholeRow() throws SQLException {
		DATABASE.execute("CREATE FUNCTION cheap(orders) RETURNS bool LANGUAGE sql AS 'SELECT $1.id < 3'");
		policy("USING (cheap(orders))");
		assertThat(visible(ANN)).containsExactly("1", "2");
	}

	@Test
	void wholeRowIsKnownWhereAllColumnsAre() throws SQLException {
		DATABASE.execute("CREATE FUNCTION cheap(orders) RETURNS bool LANGUAGE sql AS 'SELECT true'");
		policy("USING (cheap(orders))");
		assertThat(answer(ANN, "{}", List.of(row(Map.of("id", "1"))))).isEmpty();
	}

	@Test
	void rowIsJudgedAsItWasAndNotAsItIs() throws SQLException {
		policy("USING (owner = current_user)");
		List<TableRow> before = rows();
		DATABASE.execute("UPDATE orders SET owner = '%s' WHERE id = 1".formatted(BOB),
				"DELETE FROM orders WHERE id = 2");
		assertThat(answer(ANN, "{}", before)).containsExactly(0);
		assertThat(answer(BOB, "{}", before)).containsExactly(1);
		assertThat(visible(ANN)).isEmpty();
		assertThat(visible(BOB)).containsExactly("1");
	}

	@Test
	void rowThatDoesNotTellWhatAPolicyDependsOnIsNotVisible() throws SQLException {
		policy("USING (owner IS DISTINCT FROM 'nobody' AND id < 3)");
		Map<String, String> withoutOwner = Map.of("id", "1", "status", "NEW");
		Map<String, String> enough = Map.of("id", "1", "owner", "x");
		assertThat(answer(ANN, "{}", List.of(row(withoutOwner), row(enough)))).containsExactly(1);
		assertThat(answer(ROOT, "{}", List.of(row(withoutOwner)))).containsExactly(0);
	}

	@Test
	void policyThatChangesCountsAtOnce() throws SQLException {
		policy("USING (id = 1)");
		assertThat(visible(ANN)).containsExactly("1");
		DATABASE.execute("ALTER POLICY p1 ON orders USING (id = 2)", "ALTER TABLE orders RENAME id TO number");
		assertThat(answer(ANN, "{}", List.of(row(Map.of("number", "1")), row(Map.of("number", "2")))))
			.containsExactly(1);
		DATABASE.execute("DROP POLICY p1 ON orders");
		assertThat(answer(ANN, "{}", List.of(row(Map.of("number", "2"))))).isEmpty();
	}

	@Test
	void columnsMayHaveComeAndGone() throws SQLException {
		policy("USING (owner = current_user)");
		DATABASE.execute("ALTER TABLE orders DROP COLUMN status, ADD COLUMN note text");
		Map<String, String> before = Map.of("id", "7", "status", "NEW", "amount", "1", "owner", ANN);
		assertThat(answer(ANN, "{}", List.of(row(before)))).containsExactly(0);
	}

	@Test
	void operatorsThatLookLikePlaceholdersAreNone() throws SQLException {
		DATABASE.execute("ALTER TABLE orders ADD COLUMN tags jsonb",
				"""
						UPDATE orders SET tags = '{"a?b": "{fn now()} ; \\\\ ''"}', status = E'it''s \\\\ "?" {d x}' WHERE id = 2""");
		policy("USING (tags ? 'a?b' AND status = E'it''s \\\\ \"?\" {d x}')");
		assertThat(visible(ANN)).containsExactly("2");
	}

	@Test
	void hostileNames() throws SQLException {
		String table = "\"i; DROP TABLE orders --\"\" ?{fn}\"";
		DATABASE.execute("CREATE SCHEMA \"a.\"\"b\"", "GRANT USAGE ON SCHEMA \"a.\"\"b\" TO PUBLIC",
				"CREATE TABLE \"a.\"\"b\".%s (image text, known bool, number int, \"na\"\"me\" text)".formatted(table),
				"INSERT INTO \"a.\"\"b\".%s VALUES ('x', true, 7, '(\",\\'), ('x', false, 7, '')".formatted(table),
				"GRANT SELECT ON \"a.\"\"b\".%s TO PUBLIC".formatted(table),
				"ALTER TABLE \"a.\"\"b\".%s ENABLE ROW LEVEL SECURITY".formatted(table),
				"CREATE POLICY p ON \"a.\"\"b\".%s USING (known AND image = 'x' AND number = 7 AND \"na\"\"me\" = '(\",\\')"
					.formatted(table));
		List<TableRow> rows = rows("\"a.\"\"b\"." + table);
		assertThat(answer(ANN, "{}", rows)).containsExactly(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "i", "image", "known", "number", "a", "orders" })
	void tableMayBeCalledAsAnythingInTheQuery(String name) throws SQLException {
		DATABASE.execute("DROP TABLE orders", "CREATE TABLE %s (%s int, id int)".formatted(name, name),
				"GRANT SELECT ON %s TO PUBLIC".formatted(name), "INSERT INTO %s VALUES (1, 1), (2, 2)".formatted(name),
				"ALTER TABLE %s ENABLE ROW LEVEL SECURITY".formatted(name),
				"CREATE POLICY p ON %s USING (%s = 2 AND EXISTS (SELECT FROM pg_class x WHERE %s.id = 2))"
					.formatted(name, name, name));
		assertThat(answer(ANN, "{}", rows(name))).containsExactly(1);
	}

	@Test
	void policyOfASchemaThatIsNotInTheSearchPathOfTheRoleMeansTheSame() throws SQLException {
		DATABASE.execute("CREATE SCHEMA IF NOT EXISTS " + DATABASE.username(), "CREATE TABLE postgres.flags (id int)",
				"INSERT INTO postgres.flags VALUES (1)", "GRANT USAGE ON SCHEMA postgres TO PUBLIC",
				"GRANT SELECT ON postgres.flags TO PUBLIC", "CREATE TABLE public.flags (id int)",
				"INSERT INTO public.flags VALUES (2)", "GRANT SELECT ON public.flags TO PUBLIC");
		policy("USING (id IN (SELECT f.id FROM postgres.flags f))");
		assertThat(visible(ANN)).containsExactly("1");
		DATABASE.execute("DROP SCHEMA postgres CASCADE");
	}

	@Test
	void functionsFindTablesBySearchPath() throws SQLException {
		DATABASE.execute("CREATE TABLE flags (id int)", "INSERT INTO flags VALUES (3)",
				"GRANT SELECT ON flags TO PUBLIC",
				"CREATE FUNCTION flagged() RETURNS SETOF int STABLE LANGUAGE sql AS 'SELECT id FROM flags'");
		policy("USING (id IN (SELECT flagged()))");
		assertThat(visible(ANN)).containsExactly("3");
	}

	@ParameterizedTest
	@ValueSource(strings = { "nobody", "none", "NONE", "postgres; RESET ROLE", "\"postgres\"", "'postgres'", "x' OR '1",
			"public" })
	void roleThatDoesNotExistSeesNothing(String role) throws SQLException {
		DATABASE.execute("ALTER TABLE orders DISABLE ROW LEVEL SECURITY");
		List<TableRow> rows = rows();
		try {
			assertThat(answer(role, "{}", rows)).isEmpty();
			assertThat(this.security.mayRead(new DatabaseIdentity(role, "{}"), orders())).isFalse();
		}
		catch (SQLException ex) {
			assertThat(ex.getMessage()).contains("role");
		}
		assertThat(visible(ANN)).containsExactly("1", "2", "3");
	}

	@Test
	void claimsAreAValueWhateverTheyAre() throws SQLException {
		policy("USING (owner = current_user)");
		String hostile = "{\"sub\": \"'); RESET ROLE; --\", \"role\": \"postgres\", \"?\": \"\\\\\"}";
		assertThat(visible(ANN, hostile)).containsExactly("1");
		for (String claims : List.of("not json", "'", "{\"a\u0000\": 1}")) {
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> answer(ANN, claims, rows()));
		}
		assertThat(visible(ANN)).containsExactly("1");
	}

	@Test
	void identityDoesNotOutliveItsStatement() throws SQLException {
		policy("USING (current_setting('request.jwt.claims', true) LIKE '%ann%')");
		assertThat(visible(ANN, "{\"sub\": \"ann\"}")).hasSize(3);
		assertThat(visible(ANN, "{}")).isEmpty();
	}

	@Test
	void functionOfAPolicyLeavesNothingBehind() throws SQLException {
		DATABASE.execute("""
				CREATE FUNCTION meddle() RETURNS bool LANGUAGE sql AS
				$$ SELECT set_config('role', 'postgres', false) <> '' AND set_config('app.x', 'y', false) <> '' $$""");
		policy("USING (meddle() OR true)");
		visible(ANN);
		DATABASE.execute("DROP POLICY p1 ON orders");
		policy("USING (owner = current_user AND current_setting('app.x', true) IS DISTINCT FROM 'y')");
		assertThat(visible(ANN)).containsExactly("1");
	}

	@Test
	void policyCannotWrite() {
		DATABASE.execute("CREATE TABLE log (id int)", "GRANT ALL ON log TO PUBLIC",
				"CREATE FUNCTION log(int) RETURNS bool LANGUAGE sql AS 'INSERT INTO log VALUES ($1) RETURNING true'");
		policy("USING (log(id))");
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> answer(ANN, "{}", rows()))
			.withMessageContaining("read-only");
	}

	@Test
	void policyThatTakesTooLongIsGivenUp() throws SQLException {
		policy("USING (pg_sleep(60) IS NOT NULL)");
		List<TableRow> rows = rows();
		try (RowSecurity security = new RowSecurity(this.connections::openKeptInTextForm, Duration.ofMillis(100))) {
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> security.visible(new DatabaseIdentity(ANN, "{}"), id("orders"), rows))
				.withMessageContaining("statement timeout");
			DATABASE.execute("ALTER POLICY p1 ON orders USING (id = 1)");
			assertThat(security.visible(new DatabaseIdentity(ANN, "{}"), id("orders"), rows).cardinality()).isOne();
		}
	}

	@Test
	void connectionThatBreaksIsMadeAnew() throws SQLException {
		policy("USING (owner = current_user)");
		assertThat(visible(ANN)).containsExactly("1");
		DATABASE.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
				+ " WHERE application_name = 'test' AND datname = current_database()");
		assertThat(visible(ANN)).containsExactly("1");
	}

	@Test
	void rowThatItsTypeCannotHoldFails() throws SQLException {
		policy("USING (true)");
		assertThatExceptionOfType(SQLException.class)
			.isThrownBy(() -> answer(ANN, "{}", List.of(row(Map.of("id", "seven")))));
		assertThat(visible(ANN)).hasSize(3);
	}

	@Test
	void tableThatIsGoneFails() {
		assertThatExceptionOfType(SQLException.class)
			.isThrownBy(() -> this.security.visible(new DatabaseIdentity(ANN, "{}"), 4_294_967_295L, List.of()))
			.withMessageContaining("There is no table 4294967295");
	}

	@Test
	void whoMayReadSomeColumnsOnlyMayNotReadTheTable() throws SQLException {
		DATABASE.execute("REVOKE SELECT ON orders FROM PUBLIC", "GRANT SELECT (id, owner, status) ON orders TO " + ANN);
		policy("USING (true)");
		assertThat(mayRead(ANN, orders())).isFalse();
		assertThat(mayRead(ANN, new PublishedTable("public", "orders", Set.of("amount")))).isTrue();
		assertThat(mayRead(BOB, new PublishedTable("public", "orders", Set.of("amount")))).isFalse();
		List<TableRow> some = List.of(row(Map.of("id", "1", "owner", "x", "status", "y")));
		assertThat(answer(ANN, "{}", rows())).isEmpty();
		assertThat(answer(ANN, "{}", some)).hasSize(1);
		assertThat(answer(BOB, "{}", some)).isEmpty();
	}

	@Test
	void whoMayNotUseTheSchemaMayNotReadTheTable() throws SQLException {
		assertThat(mayRead(ANN, orders())).isTrue();
		DATABASE.execute("REVOKE USAGE ON SCHEMA public FROM PUBLIC");
		assertThat(mayRead(ANN, orders())).isFalse();
	}

	@Test
	void tableIsFoundByTheSearchPath() throws SQLException {
		assertThat(mayRead(ANN, new PublishedTable(null, "orders", Set.of()))).isTrue();
		assertThatExceptionOfType(SQLException.class)
			.isThrownBy(() -> mayRead(ANN, new PublishedTable("pg_catalog", "orders", Set.of())));
	}

	@Test
	void roleThatMayNotBecomeAnotherIsTold() {
		DATABASE.execute("DROP ROLE IF EXISTS weak" + SUFFIX, "CREATE ROLE weak" + SUFFIX + " LOGIN PASSWORD 'weak'");
		PgConnections connections = new PgConnections(new ConnectionSettings(DATABASE.url(), "weak" + SUFFIX, "weak"),
				"test");
		try (RowSecurity security = new RowSecurity(connections::openKeptInTextForm, Duration.ofSeconds(5))) {
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> security.mayRead(new DatabaseIdentity(ANN, "{}"), orders()))
				.withMessageContaining("permission denied to set role");
		}
	}

	@Test
	void valuesAreWhatTheyAreInTheRow() throws SQLException {
		DATABASE.execute("CREATE TYPE mood AS ENUM ('sad', 'it''s \"ok\", (really)')",
				"CREATE DOMAIN positive AS int CHECK (value > 0)", "CREATE TYPE pair AS (a int, \"b c\" text)",
				"""
						CREATE TABLE typed (id int PRIMARY KEY, n numeric(9, 3), nan numeric, f float8, r float4, b bytea,
						t text, empty text, nothing text, c char(5), ts timestamp, tz timestamptz, d date, ti time, tt timetz, i interval,
						m mood, p positive, pr pair, ints int[], texts text[], pairs pair[], j json, jb jsonb, u uuid,
						mo money, x xml, bi bit(3), r4 int4range, ip inet, tv tsvector, pt point, bl bool, ch "char", oi oid,
						g int GENERATED ALWAYS AS (id * 2) STORED)""",
				"""
						INSERT INTO typed VALUES (1, 1.5, 'NaN', 'Infinity', 0.1, '\\x00ff5c22', E'a\\\\b"c,(d)\\n\\'e', '', NULL, 'ab',
						'2024-02-29 12:00:00.123456', '0044-03-15 12:00:00.000001+05:30 BC', 'infinity', '24:00', '12:00+02',
						'1 year -2 days 03:04:05.6', 'it''s "ok", (really)', 3, ROW(1, E'x"\\\\,'), '[0:1]={1,NULL}',
						ARRAY['a"b', 'NULL', NULL, '{,}'], ARRAY[ROW(1, 'a,b')::pair], '{"a" :  1}', '{"b": "\\u00e9"}',
						'00000000-0000-0000-0000-000000000001', '-12.34', '<a>1</a>', '101', '[1,5)', '::1/64', 'a:1 b', '(1,2)',
						false, 'x', 4294967295)""",
				"""
						CREATE FUNCTION unchanged(typed) RETURNS bool SECURITY DEFINER LANGUAGE sql AS
						$$ SELECT $1 *= stored FROM public.typed AS stored WHERE stored.id = $1.id $$""",
				"GRANT SELECT ON typed TO PUBLIC", "ALTER TABLE typed ENABLE ROW LEVEL SECURITY",
				"CREATE POLICY p ON typed USING (unchanged(typed))");
		assertThat(answer(ANN, "{}", rows("typed"))).containsExactly(0);
	}

	@Test
	void manyRowsTakeOneQuestion() throws SQLException {
		policy("USING (id % 2 = 0)");
		long tableId = id("orders");
		List<TableRow> rows = new ArrayList<>();
		for (int i = 0; i < 10_000; i++) {
			rows.add(new TableRow(tableId, Map.of("id", Integer.toString(i), "status", "x".repeat(100))));
		}
		assertThat(answer(ANN, "{}", rows)).hasSize(5_000).startsWith(0, 2).endsWith(9_998);
	}

	private static void policy(String definition) {
		DATABASE.execute("CREATE POLICY p%s ON orders %s"
			.formatted(DATABASE.query("SELECT count(*) + 1 FROM pg_policy"), definition));
	}

	private static PublishedTable orders() {
		return new PublishedTable("public", "orders", Set.of());
	}

	private boolean mayRead(String role, PublishedTable table) throws SQLException {
		return this.security.mayRead(new DatabaseIdentity(role, "{}"), table);
	}

	private List<String> visible(String role) throws SQLException {
		return visible(role, "{}");
	}

	/**
	 * Return the identifiers of the rows in the table that are visible, which are those
	 * that the role finds.
	 */
	private List<String> visible(String role, String claims) throws SQLException {
		List<TableRow> rows = rows();
		List<String> visible = answer(role, claims, rows).stream()
			.map((index) -> rows.get(index).values().values().iterator().next())
			.toList();
		assertThat(visible).isEqualTo(found(role, claims));
		return visible;
	}

	private static List<String> found(String role, String claims) throws SQLException {
		try (Connection connection = DATABASE.connect(); Statement statement = connection.createStatement()) {
			statement
				.execute("SELECT set_config('request.jwt.claims', '%s', false)".formatted(claims.replace("'", "''")));
			statement.execute("SELECT set_config('request.jwt.claim.sub', '%s'::json ->> 'sub', false)"
				.formatted(claims.replace("'", "''")));
			statement.execute("SET ROLE " + role);
			List<String> found = new ArrayList<>();
			try (ResultSet result = statement.executeQuery("SELECT * FROM orders ORDER BY 1")) {
				while (result.next()) {
					found.add(result.getString(1));
				}
			}
			return found;
		}
	}

	private List<Integer> answer(String role, String claims, List<TableRow> rows) throws SQLException {
		long tableId = rows.isEmpty() ? id("orders") : rows.get(0).tableId();
		return this.security.visible(new DatabaseIdentity(role, claims), tableId, rows).stream().boxed().toList();
	}

	private static TableRow row(Map<String, String> values) {
		return new TableRow(id("orders"), values);
	}

	private List<TableRow> rows() throws SQLException {
		return rows("orders");
	}

	private List<TableRow> rows(String table) throws SQLException {
		try (Connection connection = this.connections.openReading();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("SELECT * FROM " + table + " ORDER BY 1, 2")) {
			ResultSetMetaData columns = result.getMetaData();
			List<TableRow> rows = new ArrayList<>();
			while (result.next()) {
				Map<String, String> values = new LinkedHashMap<>();
				for (int i = 1; i <= columns.getColumnCount(); i++) {
					values.put(columns.getColumnName(i), result.getString(i));
				}
				rows.add(new TableRow(id(table), values));
			}
			return rows;
		}
	}

	private static long id(String table) {
		String id = DATABASE.query("SELECT oid FROM pg_class WHERE oid = '%s'::regclass".formatted(table));
		return Long.parseLong(id);
	}

}
