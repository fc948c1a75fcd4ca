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

import java.sql.Connection;
import java.sql.Statement;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.ReplicaIdentity;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Publication, replica identities and slot are made and kept in step, or what they lack
 * is said in SQL.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProvisioningIntegrationTests {

	private static final String ITEMS = "CREATE TABLE items (id int PRIMARY KEY, name text)";

	private static final String PARTS = "CREATE TABLE parts (id int PRIMARY KEY, name text)";

	private final TestDatabase database = PostgresServer.newDatabase();

	@Test
	void makesPublicationSlotAndReplicaIdentity() {
		this.database.execute(ITEMS);
		try (TestStream stream = new TestStream(this.database).table("items").start()) {
			stream.awaitStreaming();
			assertThat(this.database.query("""
					SELECT concat_ws(' ', pubname, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot)
					FROM pg_publication""")).isEqualTo(stream.publication() + " t t t t t");
			assertThatGeneratedColumnsArePublishedFrom18On();
			assertThat(publishedTables()).isEqualTo("public.items");
			assertThat(identity("items")).isEqualTo("f");
			assertThat(slot(stream)).isEqualTo("pgoutput logical f t");
			this.database.execute("INSERT INTO items VALUES (1, 'one')");
			stream.awaitInserts(1);
		}
	}

	@Test
	void aSecondStartChangesNothing(CapturedOutput output) {
		this.database.execute(ITEMS, PARTS);
		TestStream first = new TestStream(this.database).table("items")
			.table(null, "parts", ReplicaIdentity.DEFAULT)
			.start()
			.awaitStreaming();
		first.close();
		assertThat(output).contains("ALTER TABLE \"public\".\"items\" REPLICA IDENTITY FULL", "CREATE PUBLICATION");
		String transaction = "SELECT string_agg(xmin::text, ' ' ORDER BY oid) FROM pg_publication";
		String before = this.database.query(transaction);
		int logged = output.toString().length();
		try (TestStream second = new TestStream(this.database).table("items")
			.table(null, "parts", ReplicaIdentity.DEFAULT)
			.start()) {
			second.awaitStreaming();
			assertThat(output.toString().substring(logged)).contains("Streaming from")
				.doesNotContain("ALTER", "CREATE", "pg_create_logical_replication_slot");
			assertThat(this.database.query(transaction)).isEqualTo(before);
		}
	}

	@Test
	void keepsThePublicationInStepWithTheTables() {
		this.database.execute(ITEMS, PARTS);
		try (TestStream stream = new TestStream(this.database).table("items").start()) {
			stream.awaitStreaming();
			assertThat(publishedTables()).isEqualTo("public.items");
		}
		try (TestStream stream = new TestStream(this.database).table("items").table("parts").start()) {
			stream.awaitStreaming();
			assertThat(publishedTables()).isEqualTo("public.items, public.parts");
			assertThat(identity("parts")).isEqualTo("f");
		}
		try (TestStream stream = new TestStream(this.database).table("parts").start()) {
			stream.awaitStreaming();
			assertThat(publishedTables()).isEqualTo("public.parts");
		}
	}

	@Test
	void repairsTheOptionsOfThePublication() {
		this.database.execute(ITEMS);
		TestStream stream = new TestStream(this.database).table("items");
		this.database.execute(
				"CREATE PUBLICATION \"%s\" FOR TABLE items WITH (publish = 'insert')".formatted(stream.publication()));
		try (stream) {
			stream.start().awaitStreaming();
			assertThat(this.database.query("""
					SELECT concat_ws(' ', pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot)
					FROM pg_publication""")).isEqualTo("t t t t t");
			assertThatGeneratedColumnsArePublishedFrom18On();
		}
	}

	@Test
	void leavesAPublicationOfAllTablesAsItIs() {
		this.database.execute(ITEMS);
		TestStream stream = new TestStream(this.database).table("items");
		this.database.execute("CREATE PUBLICATION \"%s\" FOR ALL TABLES WITH (publish_via_partition_root)"
			.formatted(stream.publication()));
		try (stream) {
			stream.start().awaitStreaming();
			this.database.execute("INSERT INTO items VALUES (1, 'one')");
			stream.awaitInserts(1);
		}
	}

	static boolean hasColumnLists() {
		return PostgresServer.version() >= 15;
	}

	@Test
	void keepsExcludedColumnsOutOfThePublicationFrom15On(CapturedOutput output) {
		this.database.execute(ITEMS, PARTS);
		TestStream stream = new TestStream(this.database).table(null, "items", ReplicaIdentity.FULL, "name")
			.table("parts");
		try (stream) {
			stream.start().awaitStreaming();
			if (hasColumnLists()) {
				assertThat(publishedColumns("items")).isEqualTo("{id}");
				assertThat(publishedColumns("parts")).isEqualTo("{id,name}");
			}
			else {
				assertThat(output).contains("PostgreSQL before 15 publishes whole tables");
			}
			assertThat(identity("items")).isEqualTo(hasColumnLists() ? "d" : "f");
			assertThat(identity("parts")).isEqualTo("f");
			this.database.execute("INSERT INTO items VALUES (1, 'one')", "UPDATE items SET name = 'two'",
					"DELETE FROM items", "INSERT INTO parts VALUES (1, 'one')");
			stream.awaitInserts(2);
		}
	}

	@Test
	@EnabledIf("hasColumnLists")
	void changesTheColumnsOfOneTableAndLeavesTheOthers() {
		this.database.execute(ITEMS, PARTS, "CREATE TABLE bolts (id int PRIMARY KEY, name text)");
		try (TestStream stream = new TestStream(this.database).table("items").table("parts").start()) {
			stream.awaitStreaming();
			this.database.execute("ALTER PUBLICATION \"%s\" DROP TABLE parts".formatted(stream.publication()),
					"ALTER PUBLICATION \"%s\" ADD TABLE parts WHERE (id > 0)".formatted(stream.publication()));
		}
		try (TestStream stream = new TestStream(this.database).table(null, "items", ReplicaIdentity.FULL, "name")
			.table("parts")
			.table("bolts")
			.start()) {
			stream.awaitStreaming();
			assertThat(publishedTables()).isEqualTo("public.bolts, public.items, public.parts");
			assertThat(publishedColumns("items")).isEqualTo("{id}");
			assertThat(this.database.query("SELECT rowfilter FROM pg_publication_tables WHERE tablename = 'parts'"))
				.isEqualTo("(id > 0)");
		}
		try (TestStream stream = new TestStream(this.database).table("items").table("parts").start()) {
			stream.awaitStreaming();
			assertThat(publishedColumns("items")).isEqualTo("{id,name}");
			assertThat(identity("items")).isEqualTo("f");
			this.database.execute("INSERT INTO items VALUES (1, 'one')", "UPDATE items SET name = 'two'");
			stream.awaitInserts(1);
		}
	}

	@Test
	@EnabledIf("hasColumnLists")
	void leavesTheColumnListOfSomebodyElse() {
		this.database.execute(ITEMS);
		TestStream stream = new TestStream(this.database).table(null, "items", ReplicaIdentity.DEFAULT)
			.provisioning(Provisioning.VALIDATE);
		this.database.execute(
				"CREATE PUBLICATION \"%s\" FOR TABLE items (id) WITH (publish_via_partition_root%s)".formatted(
						stream.publication(),
						(PostgresServer.version() >= 18) ? ", publish_generated_columns = stored" : ""),
				"SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(stream.slotName()));
		try (stream) {
			stream.start().awaitStreaming();
			assertThat(publishedColumns("items")).isEqualTo("{id}");
		}
	}

	@Test
	@EnabledIf("hasColumnLists")
	void refusesAnIdentityThatHasExcludedColumns() {
		this.database.execute(ITEMS, "ALTER TABLE items REPLICA IDENTITY FULL");
		try (TestStream stream = new TestStream(this.database).table(null, "items", ReplicaIdentity.UNCHANGED, "name")
			.start()) {
			assertThat(stream.awaitProblem("\"items\" has REPLICA IDENTITY FULL, and attributes"))
				.contains("ALTER TABLE \"public\".\"items\" REPLICA IDENTITY DEFAULT");
		}
	}

	@Test
	@EnabledIf("hasColumnLists")
	void refusesExclusionsWithoutAKey() {
		this.database.execute("CREATE TABLE notes (id int, name text)");
		try (TestStream stream = new TestStream(this.database).table(null, "notes", ReplicaIdentity.FULL, "name")
			.start()) {
			assertThat(stream.awaitProblem("\"notes\" has no primary key, and attributes")).contains("primary key");
		}
	}

	@Test
	@EnabledIf("hasColumnLists")
	void refusesAPublicationThatPublishesExcludedColumns() {
		this.database.execute(ITEMS);
		TestStream stream = new TestStream(this.database).table(null, "items", ReplicaIdentity.FULL, "name");
		this.database.execute("CREATE PUBLICATION \"%s\" FOR ALL TABLES WITH (publish_via_partition_root)"
			.formatted(stream.publication()));
		try (stream) {
			assertThat(stream.start().awaitProblem("publishes all columns of \"public\".\"items\""))
				.contains("realtime.publication.name");
		}
	}

	@Test
	void quotesNames() {
		String schema = "my \"own\" 'schema' \\";
		String table = "a\"; drop table x; --";
		this.database.execute("CREATE TABLE x (id int)", "CREATE SCHEMA " + SqlNames.identifier(schema),
				"CREATE TABLE %s (id int PRIMARY KEY)".formatted(SqlNames.identifier(schema, table)));
		try (TestStream stream = new TestStream(this.database).table(schema, table, ReplicaIdentity.FULL).start()) {
			stream.awaitStreaming();
			this.database.execute("INSERT INTO %s VALUES (1)".formatted(SqlNames.identifier(schema, table)));
			stream.awaitInserts(1);
			assertThat(publishedTables()).isEqualTo(schema + '.' + table);
		}
		assertThat(this.database.query("SELECT to_regclass('x')")).isEqualTo("x");
	}

	@Test
	void partitionedTableIsPublishedByItsRootAndIdentifiedByItsLeaves() {
		this.database.execute("CREATE TABLE logs (id int, name text) PARTITION BY RANGE (id)",
				"CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM (0) TO (10)",
				"CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id)",
				"CREATE TABLE logs_2_1 PARTITION OF logs_2 FOR VALUES FROM (10) TO (20)");
		try (TestStream stream = new TestStream(this.database).table("logs").start()) {
			stream.awaitStreaming();
			assertThat(publishedTables()).isEqualTo("public.logs");
			assertThat(identity("logs_1")).isEqualTo("f");
			assertThat(identity("logs_2_1")).isEqualTo("f");
			this.database.execute("INSERT INTO logs VALUES (1, 'one'), (11, 'two')", "UPDATE logs SET name = 'three'");
			stream.awaitInserts(2);
		}
	}

	@Test
	void replicaIdentityIsWhatWasAskedFor() {
		this.database.execute(ITEMS, PARTS, "ALTER TABLE items REPLICA IDENTITY FULL",
				"ALTER TABLE parts REPLICA IDENTITY FULL");
		try (TestStream stream = new TestStream(this.database).table(null, "items", ReplicaIdentity.DEFAULT)
			.table(null, "parts", ReplicaIdentity.UNCHANGED)
			.start()) {
			stream.awaitStreaming();
			assertThat(identity("items")).isEqualTo("d");
			assertThat(identity("parts")).isEqualTo("f");
		}
	}

	@Test
	void replicaIdentityUsingIndexIsLeftAlone() {
		this.database.execute("CREATE TABLE keyless (id int NOT NULL CONSTRAINT keyless_id UNIQUE)",
				"ALTER TABLE keyless REPLICA IDENTITY USING INDEX keyless_id");
		try (TestStream stream = new TestStream(this.database).table(null, "keyless", ReplicaIdentity.UNCHANGED)
			.start()) {
			stream.awaitStreaming();
			assertThat(identity("keyless")).isEqualTo("i");
			this.database.execute("INSERT INTO keyless VALUES (1)", "UPDATE keyless SET id = 2");
			stream.awaitInserts(1);
		}
	}

	@Test
	void replicaIdentityNothingIsRefusedAsItWouldMakeUpdatesFail() {
		this.database.execute(ITEMS, "ALTER TABLE items REPLICA IDENTITY NOTHING", "INSERT INTO items VALUES (1)");
		try (TestStream stream = new TestStream(this.database).table(null, "items", ReplicaIdentity.UNCHANGED)
			.start()) {
			assertThat(stream.awaitProblem("Table \"public\".\"items\" has no replica identity"))
				.contains("@RealtimeEntity(replicaIdentity = FULL)");
		}
		this.database.execute("UPDATE items SET name = 'one'");
		try (TestStream stream = new TestStream(this.database).table("items").start()) {
			stream.awaitStreaming();
			assertThat(identity("items")).isEqualTo("f");
		}
	}

	@ParameterizedTest
	@EnumSource(value = ReplicaIdentity.class, names = { "DEFAULT", "UNCHANGED" })
	void tableWithoutPrimaryKeyIsRefusedUnlessItsIdentityIsFull(ReplicaIdentity replicaIdentity) {
		this.database.execute("CREATE TABLE keyless (id int)");
		assertRefusedForLackOfIdentity(replicaIdentity);
		try (TestStream stream = new TestStream(this.database).table("keyless").start()) {
			stream.awaitStreaming();
		}
	}

	@ParameterizedTest
	@EnumSource(value = ReplicaIdentity.class, names = { "DEFAULT", "UNCHANGED" })
	void tableWhosePrimaryKeyIsDeferrableHasNoIdentityEither(ReplicaIdentity replicaIdentity) {
		this.database.execute("CREATE TABLE keyless (id int PRIMARY KEY DEFERRABLE)");
		assertRefusedForLackOfIdentity(replicaIdentity);
	}

	private void assertRefusedForLackOfIdentity(ReplicaIdentity replicaIdentity) {
		this.database.execute("INSERT INTO keyless VALUES (1)");
		try (TestStream stream = new TestStream(this.database).table(null, "keyless", replicaIdentity).start()) {
			assertThat(stream.awaitProblem("Table \"public\".\"keyless\" has no replica identity"))
				.contains("@RealtimeEntity(replicaIdentity = FULL)", "primary key");
		}
		this.database.execute("UPDATE keyless SET id = 2");
	}

	@Test
	void whatIsNoTableIsRefused() {
		this.database.execute(ITEMS, "CREATE VIEW names AS SELECT name FROM items",
				"CREATE MATERIALIZED VIEW counts AS SELECT count(*) FROM items",
				"CREATE UNLOGGED TABLE drafts (id int)");
		try (TestStream stream = new TestStream(this.database).table("names").start()) {
			assertThat(stream.awaitProblem("\"names\" of a registered entity is a view"))
				.contains("Remove @RealtimeEntity from the entity");
		}
		try (TestStream stream = new TestStream(this.database).table("counts").start()) {
			stream.awaitProblem("is a materialized view");
		}
		try (TestStream stream = new TestStream(this.database).table("drafts").start()) {
			stream.awaitProblem("is a unlogged table");
		}
	}

	@Test
	void missingTableIsReportedAndPickedUpOnceItAppears() {
		try (TestStream stream = new TestStream(this.database).table("items").start()) {
			assertThat(stream.awaitProblem("Table \"items\" of a registered entity does not exist"))
				.contains("Create the table");
			this.database.execute(ITEMS);
			stream.awaitStreaming();
			this.database.execute("INSERT INTO items VALUES (1, 'one')");
			stream.awaitInserts(1);
		}
	}

	@Test
	void tableOfAnotherOwnerIsReportedWithTheStatements() {
		this.database.execute(ITEMS, "DROP ROLE IF EXISTS stranger", "CREATE ROLE stranger LOGIN REPLICATION");
		try (TestStream stream = new TestStream(this.database).table("items")
			.connection(this.database.url(), "stranger", "")
			.start()) {
			assertThat(stream.awaitProblem("The role lacks a privilege"))
				.contains("ALTER TABLE \"public\".\"items\" REPLICA IDENTITY FULL;", "CREATE PUBLICATION");
		}
	}

	@ParameterizedTest
	@EnumSource(value = Provisioning.class, names = { "VALIDATE", "NONE" })
	void theStatementsThatAreReportedAreThoseThatHelp(Provisioning provisioning) {
		this.database.execute(ITEMS, "ALTER TABLE items REPLICA IDENTITY FULL");
		TestStream stream = new TestStream(this.database).table("items").provisioning(Provisioning.NONE);
		try (stream) {
			stream.start();
			String action = stream.awaitProblem("realtime.provisioning=none leaves that to you");
			assertThat(action).contains("CREATE PUBLICATION", "pg_create_logical_replication_slot");
			this.database.execute(statements(action));
			stream.awaitStreaming();
		}
		try (TestStream next = new TestStream(this.database).table("items").provisioning(provisioning).start()) {
			next.awaitStreaming();
		}
	}

	@Test
	void withoutProvisioningOnlyExistenceMatters() {
		this.database.execute(ITEMS);
		TestStream stream = new TestStream(this.database).table("items").provisioning(Provisioning.NONE);
		this.database.execute("CREATE PUBLICATION \"%s\"".formatted(stream.publication()));
		try (stream) {
			stream.start();
			assertThat(statements(stream.awaitProblem("leaves that to you"))).singleElement()
				.asString()
				.startsWith("SELECT pg_create_logical_replication_slot('%s'".formatted(stream.slotName()));
		}
	}

	@Test
	void validationFailsTheStartUntilTheStatementsAreExecuted() {
		this.database.execute(ITEMS);
		TestStream stream = new TestStream(this.database).table("items").provisioning(Provisioning.VALIDATE);
		assertThatExceptionOfType(ReplicationException.class).isThrownBy(stream::start)
			.satisfies((ex) -> this.database.execute(statements(ex.action())));
		try (stream) {
			stream.start().awaitStreaming();
			assertThat(identity("items")).isEqualTo("f");
		}
	}

	@Test
	void aLongTransactionElsewhereDelaysTheSlotButDoesNotPreventIt() throws Exception {
		this.database.execute(ITEMS);
		try (TestStream stream = new TestStream(this.database).table("items");
				Connection other = this.database.connect();
				Statement statement = other.createStatement()) {
			other.setAutoCommit(false);
			statement.execute("SELECT pg_current_xact_id()");
			stream.start();
			String creating = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
					+ "AND query LIKE '%pg_create_logical%' AND wait_event_type = 'Lock' "
					+ "AND clock_timestamp() - query_start > interval '5500 ms'";
			await().until(() -> "1".equals(this.database.query(creating)));
			assertThat(stream.status().problem()).contains("is being made, which the server does once every open");
			assertThat(stream.status().action()).contains("pg_stat_activity");
			other.commit();
			stream.awaitStreaming();
		}
	}

	private void assertThatGeneratedColumnsArePublishedFrom18On() {
		assertThat(this.database.query("SELECT to_jsonb(p) ->> 'pubgencols' FROM pg_publication p"))
			.isEqualTo((PostgresServer.version() >= 18) ? "s" : null);
	}

	private static String[] statements(String action) {
		return action.lines().skip(1).toArray(String[]::new);
	}

	private String publishedColumns(String table) {
		return this.database
			.query("SELECT attnames::text FROM pg_publication_tables WHERE tablename = '%s'".formatted(table));
	}

	private String publishedTables() {
		return this.database.query(
				"SELECT string_agg(schemaname || '.' || tablename, ', ' ORDER BY tablename) FROM pg_publication_tables");
	}

	private String identity(String table) {
		return this.database.query("SELECT relreplident FROM pg_class WHERE oid = '%s'::regclass".formatted(table));
	}

	private String slot(TestStream stream) {
		return this.database.query("""
				SELECT concat_ws(' ', plugin, slot_type, temporary, active)
				FROM pg_replication_slots WHERE slot_name = '%s'""".formatted(stream.slotName()));
	}

}
