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
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.support.FaultProxy;
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
@ExtendWith(OutputCaptureExtension.class)
class RefusalIntegrationTests {

	private static final Backoff SLOWLY = new Backoff(Duration.ofMillis(500), Duration.ofMillis(500));

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
	void serverThatHasNoSlotNoConnectionOrNoFaithLeft(CapturedOutput output) {
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
				.connection(own.url(), "careful", "open sesame")
				.start()) {
				assertThat(stream.awaitProblem("password authentication failed"))
					.contains("Check realtime.connection.username and password", "pg_hba.conf");
				own.execute("ALTER ROLE careful PASSWORD 'open sesame'");
				stream.awaitStreaming();
			}
			assertThat(output).contains("password authentication failed").doesNotContain("open sesame");
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

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					ALTER ROLE %2$s NOREPLICATION                | ALTER ROLE %2$s REPLICATION                | The role may not replicate  | REPLICATION;
					ALTER ROLE %2$s NOLOGIN                      | ALTER ROLE %2$s LOGIN                      | not permitted to log in     | LOGIN)
					REVOKE CONNECT ON DATABASE %1$s FROM PUBLIC  | GRANT CONNECT ON DATABASE %1$s TO PUBLIC   | permission denied for       | GRANT CONNECT
					ALTER DATABASE %1$s ALLOW_CONNECTIONS false  | ALTER DATABASE %1$s ALLOW_CONNECTIONS true | not currently accepting     | tried again
					ALTER DATABASE %1$s RENAME TO %1$s_elsewhere | ALTER DATABASE %1$s_elsewhere RENAME TO %1$s | does not exist            | correct the JDBC URL
					""")
	void roleOrDatabaseThatLosesWhatItHad(String loss, String remedy, String problem, String action) {
		TestDatabase administration = PostgresServer.newDatabase();
		String name = this.database.name();
		String role = "role_of_" + name;
		this.database.execute("CREATE ROLE %s LOGIN REPLICATION".formatted(role),
				"GRANT CREATE ON DATABASE %s TO %s".formatted(name, role), "ALTER TABLE items OWNER TO " + role);
		try (TestStream stream = new TestStream(this.database).table("items")
			.connection(this.database.url(), role, "")
			.reconnect(SLOWLY)
			.start()
			.awaitStreaming()) {
			insert(1);
			stream.awaitInsertOf("1");
			this.database.execute("ALTER TABLE items OWNER TO postgres");
			insist(administration, loss.formatted(name, role));
			assertThat(stream.awaitProblem(problem)).contains(action);
			administration.execute(remedy.formatted(name, role));
			stream.awaitStreaming();
			insert(2);
			stream.awaitInsertOf("2");
			assertThat(stream.inserted()).containsExactly("1", "2");
			assertThat(stream.gaps()).isEmpty();
		}
	}

	/**
	 * Execute a statement that needs a moment without connections to the database, and
	 * have none afterwards.
	 */
	private void insist(TestDatabase administration, String statement) {
		await().ignoreExceptions().until(() -> {
			disconnect(administration);
			administration.execute(statement);
			return true;
		});
		disconnect(administration);
	}

	private void disconnect(TestDatabase administration) {
		administration
			.query("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'test' "
					+ "AND datname LIKE '%s%%'".formatted(this.database.name()));
	}

	@Test
	void databaseThatIsDroppedAndMadeAnew() {
		TestDatabase administration = PostgresServer.newDatabase();
		String name = this.database.name();
		try (TestStream stream = new TestStream(this.database).table("items")
			.reconnect(SLOWLY)
			.start()
			.awaitStreaming()) {
			insert(1);
			stream.awaitInsertOf("1");
			insist(administration, "DROP DATABASE " + name);
			assertThat(stream.awaitProblem("does not exist")).contains("Create the database");
			administration.execute("CREATE DATABASE " + name);
			this.database.execute(ITEMS);
			assertThat(stream.awaitProblem("was lost")).contains("realtime.slot.on-lost=recreate");
		}
	}

	@Test
	void whatIsRefusedAgainAndAgainIsSaidOnce(CapturedOutput output) {
		String role = "stranger_of_" + this.database.name();
		this.database.execute("CREATE ROLE %s LOGIN REPLICATION".formatted(role));
		try (FaultProxy network = new FaultProxy(this.database);
				TestStream stream = new TestStream(this.database).table("items")
					.connection(network.database().url(), role, "")
					.start()) {
			stream.awaitProblem("The role lacks a privilege");
			awaitAttempts(network, 10);
			assertThat(linesOf(output, stream)).hasSize(1);
		}
	}

	@Test
	void serverThatIsAwayIsAskedForPatientlyAndQuietly(CapturedOutput output) {
		try (OwnPostgresServer server = new OwnPostgresServer();
				FaultProxy network = new FaultProxy(server.database());
				TestStream stream = new TestStream(network.database()).table("items")
					.reconnect(new Backoff(Duration.ofMillis(20), Duration.ofMillis(100)))
					.start()) {
			awaitAttempts(network, 6);
			long begin = System.nanoTime();
			awaitAttempts(network, 20);
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(19 * 50));
			assertThat(linesOf(output, stream)).hasSize(1);
			server.start();
			server.database().execute(ITEMS);
			stream.awaitStreaming();
			assertThat(linesOf(output, stream).filter((line) -> line.contains("WARN")).toList())
				.hasSizeLessThanOrEqualTo(4);
		}
	}

	private static void awaitAttempts(FaultProxy network, int count) {
		int accepted = network.accepted();
		await().until(() -> network.accepted() >= accepted + count);
	}

	private static Stream<String> linesOf(CapturedOutput output, TestStream stream) {
		return output.toString().lines().filter((line) -> line.contains("[%s]".formatted(stream.slotName())));
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
