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

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.support.OwnPostgresServer;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Whatever the server refuses, the status says why and names the remedy, and the stream
 * begins once the reason has gone.
 */
class RefusalIntegrationTests {

	private static final String ITEMS = "CREATE TABLE items (id int PRIMARY KEY, name text)";

	private final TestDatabase database = PostgresServer.newDatabase();

	@BeforeEach
	void createTable() {
		this.database.execute(ITEMS);
	}

	@Test
	void serverWhoseWalIsNotLogical() {
		try (OwnPostgresServer server = new OwnPostgresServer("wal_level=replica").start();
				TestStream stream = new TestStream(server.database()).table("items").start()) {
			assertThat(stream.awaitProblem("The server runs with wal_level=replica"))
				.contains("ALTER SYSTEM SET wal_level = 'logical';", "restart the server");
			assertThat(stream.status().state()).isEqualTo(ReplicationStatus.State.CONNECTING);
			TestStream validated = new TestStream(server.database()).table("items").provisioning(Provisioning.VALIDATE);
			assertThatExceptionOfType(ReplicationException.class).isThrownBy(validated::start)
				.withMessageContaining("wal_level=replica");
		}
	}

	@Test
	void serverThatHasNoSlotNoConnectionOrNoFaithLeft() {
		try (OwnPostgresServer server = new OwnPostgresServer("max_replication_slots=1", "max_wal_senders=1").start()) {
			TestDatabase own = server.database();
			own.execute(ITEMS, "SELECT pg_create_physical_replication_slot('other')");
			try (TestStream stream = new TestStream(own).table("items").start()) {
				assertThat(stream.awaitProblem("The server has no replication slot left"))
					.contains("Raise max_replication_slots", "SELECT pg_drop_replication_slot(");
				own.execute("SELECT pg_drop_replication_slot('other')");
				stream.awaitStreaming();
				try (TestStream second = new TestStream(own).slot("second").table("items").start()) {
					assertThat(second.awaitProblem("The server has no connection left"))
						.contains("Raise max_wal_senders", "pg_stat_replication");
				}
			}
			requirePassword(own, "careful", "right");
			try (TestStream stream = new TestStream(own).table("items")
				.connection(own.url(), "careful", "wrong")
				.start()) {
				assertThat(stream.awaitProblem("password authentication failed"))
					.contains("Check realtime.connection.username and password", "pg_hba.conf");
				own.execute("ALTER ROLE careful PASSWORD 'wrong'");
				stream.awaitStreaming();
			}
		}
	}

	private static void requirePassword(TestDatabase database, String role, String password) {
		database.execute("CREATE ROLE %s LOGIN SUPERUSER PASSWORD '%s'".formatted(role, password),
				"COPY (VALUES ('host all %s 127.0.0.1/32 scram-sha-256'), ('host all all 127.0.0.1/32 trust')) TO '%s'"
					.formatted(role, database.query("SHOW hba_file")),
				"SELECT pg_reload_conf()");
		await().until(() -> "2".equals(database.query("SELECT count(*) FROM pg_hba_file_rules")));
	}

	@Test
	void roleThatMayNotReplicate() {
		this.database.execute("DROP ROLE IF EXISTS \"shop keeper\"", "CREATE ROLE \"shop keeper\" LOGIN SUPERUSER",
				"ALTER ROLE \"shop keeper\" NOSUPERUSER NOREPLICATION");
		try (TestStream stream = new TestStream(this.database).table("items")
			.connection(this.database.url(), "shop keeper", "")
			.start()) {
			String action = stream.awaitProblem("The role may not replicate");
			assertThat(action).contains("ALTER ROLE \"shop keeper\" REPLICATION;");
			this.database.execute(action.replaceFirst(".*: ", ""));
			assertThat(stream.awaitProblem("The role lacks a privilege")).contains("CREATE PUBLICATION");
		}
	}

	@Test
	void slotThatIsActiveElsewhereIsTakenOverWhenItIsLetGo() {
		try (TestStream first = new TestStream(this.database).table("items").start();
				TestStream second = new TestStream(this.database).table("items")) {
			first.awaitStreaming();
			second.start();
			assertThat(second.awaitProblem("is in use")).contains("takes over", "realtime.slot.name");
			assertThat(second.status().state()).isEqualTo(ReplicationStatus.State.STANDBY);
			insert(1);
			first.awaitInserts(1);
			first.stop();
			insert(2);
			second.awaitInserts(1);
			second.awaitStreaming();
			assertThat(second.gaps()).isEmpty();
		}
	}

	@Test
	void slotOfAnotherDatabaseOrPlugin() {
		TestDatabase other = PostgresServer.newDatabase();
		String slot = "slot_of_" + other.name();
		other.execute("SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot),
				"SELECT pg_create_physical_replication_slot('%s_physical')".formatted(slot));
		try (TestStream stream = new TestStream(this.database).slot(slot).table("items").start()) {
			assertThat(stream.awaitProblem("it belongs to database '%s'".formatted(other.name())))
				.contains("realtime.slot.name");
		}
		try (TestStream stream = new TestStream(this.database).slot(slot + "_physical").table("items").start()) {
			assertThat(stream.awaitProblem("it is a physical one")).contains("realtime.slot.name");
		}
		other.execute("SELECT pg_drop_replication_slot('%s')".formatted(slot),
				"SELECT pg_drop_replication_slot('%s_physical')".formatted(slot));
	}

	@Test
	void unknownDatabase() {
		try (TestStream stream = new TestStream(this.database).table("items")
			.connection(this.database.url() + "_unknown", "postgres", "")
			.start()) {
			assertThat(stream.awaitProblem("does not exist")).contains("Create the database, or correct the JDBC URL");
		}
	}

	@Test
	void urlThatIsNotOfPostgres() {
		try (TestStream stream = new TestStream(this.database).table("items")
			.connection("jdbc:h2:mem:shop", "sa", "")
			.start()) {
			assertThat(stream.awaitProblem("jdbc:h2:mem:shop is not a PostgreSQL server"))
				.contains("Point realtime.connection.url at", "realtime.enabled=false");
		}
	}

	@Test
	void poolerInBetween() throws IOException {
		try (PoolerStub pooler = new PoolerStub();
				TestStream stream = new TestStream(this.database).table("items")
					.connection(pooler.url(), "postgres", "")
					.start()) {
			assertThat(stream.awaitProblem("a pooler such as PgBouncer may stand in between"))
				.contains("Set realtime.connection.url to the address of the PostgreSQL server itself");
		}
	}

	@Test
	void serverThatComesLaterGoesAndComesBack() {
		try (OwnPostgresServer server = new OwnPostgresServer();
				TestStream stream = new TestStream(server.database()).table("items")
					.provisioning(Provisioning.CREATE)
					.start()) {
			assertThat(stream.awaitProblem("refused")).contains("it will be tried again");
			assertThat(stream.status().state()).isEqualTo(ReplicationStatus.State.CONNECTING);
			server.start();
			server.database().execute(ITEMS, "INSERT INTO items VALUES (1, 'before')");
			stream.awaitStreaming();
			server.database().execute("INSERT INTO items VALUES (2, 'while')");
			stream.awaitInserts(1);
			server.stop();
			stream.awaitProblem("refused");
			server.start();
			server.database().execute("INSERT INTO items VALUES (3, 'after')");
			stream.awaitInsertOf("3");
			stream.awaitStreaming();
			assertThat(stream.gaps()).isEmpty();
		}
	}

	@Test
	void validationIsPutOffWhileTheServerIsAway() {
		OwnPostgresServer server = new OwnPostgresServer();
		try (server;
				TestStream stream = new TestStream(server.database()).table("items")
					.provisioning(Provisioning.VALIDATE)
					.start()) {
			stream.awaitProblem("refused");
			assertThat(stream.status().state()).isEqualTo(ReplicationStatus.State.CONNECTING);
		}
	}

	@Test
	void stopIsNotHeldUpByTheWaitForTheNextAttempt() {
		TestStream stream = new TestStream(this.database).table("missing")
			.reconnect(new Backoff(Duration.ofHours(1), Duration.ofHours(1)))
			.start();
		stream.awaitProblem("does not exist");
		stream.stop();
		assertThat(stream.status().state()).isEqualTo(ReplicationStatus.State.STOPPED);
	}

	private void insert(int id) {
		this.database.execute("INSERT INTO items VALUES (%d, 'some')".formatted(id));
	}

}
