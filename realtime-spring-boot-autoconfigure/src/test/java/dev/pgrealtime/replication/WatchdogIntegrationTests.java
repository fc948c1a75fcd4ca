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
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever somebody does to the publication while it is streamed is noticed, set right,
 * and told as a gap, in its place among the changes.
 */
@ExtendWith(OutputCaptureExtension.class)
class WatchdogIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	private final TestStream stream = new TestStream(this.database).table("items").table("parts");

	@BeforeEach
	void createTables() {
		this.database.execute("CREATE TABLE items (id int PRIMARY KEY, name text)",
				"CREATE TABLE parts (id int PRIMARY KEY, name text)");
	}

	static boolean hasColumnLists() {
		return PostgresServer.version() >= 15;
	}

	static Stream<String> changes() {
		Stream<String> changes = Stream.of("DROP PUBLICATION %1$s",
				"DROP PUBLICATION %1$s; CREATE PUBLICATION %1$s FOR TABLE items, parts WITH (publish_via_partition_root)",
				"ALTER PUBLICATION %1$s DROP TABLE items", "ALTER PUBLICATION %1$s SET TABLE parts",
				"ALTER PUBLICATION %1$s DROP TABLE items; ALTER PUBLICATION %1$s ADD TABLE items",
				"ALTER PUBLICATION %1$s SET (publish = 'insert, update')",
				"ALTER PUBLICATION %1$s SET (publish = ''); ALTER PUBLICATION %1$s SET (publish = 'insert, update, delete, truncate')",
				"DROP TABLE items; CREATE TABLE items (id int PRIMARY KEY, name text)",
				"DROP TABLE items; CREATE TABLE items (id int PRIMARY KEY, name text); ALTER PUBLICATION %1$s ADD TABLE items");
		return hasColumnLists()
				? Stream.concat(changes,
						Stream.of("ALTER PUBLICATION %1$s SET TABLE items (id), parts",
								"ALTER PUBLICATION %1$s SET TABLE items WHERE (id < 0), parts WHERE (id < 0)"))
				: changes;
	}

	@ParameterizedTest
	@MethodSource("changes")
	void aChangedPublicationIsSetRightAndTheGapTold(String change, CapturedOutput output) {
		try (this.stream) {
			this.stream.start().awaitStreaming();
			insert("items", 1);
			this.stream.awaitInsertOf("1");
			change(change);
			insert("items", 2);
			insert("parts", 2);
			await().until(() -> !this.stream.gaps().isEmpty());
			StreamGap gap = this.stream.gaps().get(0);
			assertThat(gap.reason()).contains("Publication '%s' was changed".formatted(this.stream.publication()));
			assertThat(gap.to()).isGreaterThan(gap.from());
			this.stream.awaitStreaming();
			if (!change.contains("WHERE")) {
				insert("items", 3);
				this.stream.awaitInsertOf("3");
				this.database.execute("DELETE FROM items WHERE id = 3", "TRUNCATE parts");
				await().until(() -> this.stream.told().contains("Truncate"));
				assertThat(this.stream.told()).contains("Delete");
			}
			assertThat(output.toString().lines().filter((line) -> line.contains("has changed while it was streamed")))
				.hasSizeLessThanOrEqualTo(1);
			assertThat(output.toString().lines().filter((line) -> line.contains("StreamGap[reason=Publication")))
				.hasSize(1);
		}
	}

	@Test
	void whatCameBeforeTheGapIsToldBeforeIt() throws InterruptedException {
		Semaphore permits = new Semaphore(0);
		try (this.stream) {
			this.stream.onInsert(permits::acquireUninterruptibly).start().awaitStreaming();
			insert("items", 1);
			insert("items", 2);
			change("ALTER PUBLICATION %s DROP TABLE items");
			insert("items", 3);
			await().until(() -> "2".equals(this.database.query("SELECT count(*) FROM pg_publication_rel")));
			insert("items", 4);
			permits.release(100);
			this.stream.awaitInsertOf("4");
			assertThat(this.stream.inserted()).containsSubsequence("1", "2", "4").doesNotContain("3");
			assertThat(this.stream.told().subList(this.stream.told().indexOf("Gap"), this.stream.told().size()))
				.containsOnlyOnce("Insert");
		}
	}

	@Test
	void whatWasWrittenMeanwhileAndIsCommittedLaterIsAGapToo() throws SQLException {
		try (this.stream; Connection other = this.database.connect(); Statement statement = other.createStatement()) {
			this.stream.start().awaitStreaming();
			change("ALTER PUBLICATION %s DROP TABLE items");
			other.setAutoCommit(false);
			statement.execute("INSERT INTO items VALUES (1, 'unpublished')");
			await().until(() -> this.stream.gaps().size() == 1);
			this.stream.awaitStreaming().awaitLooks(2);
			insert("items", 2);
			this.stream.awaitInsertOf("2");
			assertThat(this.stream.gaps()).hasSize(1);
			other.commit();
			Lsn committed = Lsn.parse(this.database.query("SELECT pg_current_wal_lsn()"));
			await().until(() -> this.stream.gaps().size() == 2);
			assertThat(this.stream.gaps().get(1).reason()).contains("have ended");
			assertThat(this.stream.gaps().get(1).to()).isGreaterThanOrEqualTo(committed);
			this.stream.awaitStreaming();
			insert("items", 3);
			this.stream.awaitInsertOf("3");
			assertThat(this.stream.gaps()).hasSize(2);
		}
	}

	@Test
	void aPublicationThatWasMissingAtTheStartIsAGapToo() {
		try (TestStream first = this.stream) {
			first.start().awaitStreaming();
		}
		change("DROP PUBLICATION %s");
		insert("items", 1);
		try (TestStream second = new TestStream(this.database).table("items").table("parts")) {
			second.start();
			await().until(() -> second.gaps().size() == 1);
			insert("items", 2);
			second.awaitInsertOf("2");
			assertThat(second.told()).containsSubsequence("Gap", "Insert").containsOnlyOnce("Insert");
		}
	}

	@ParameterizedTest
	@EnumSource(value = Provisioning.class, names = { "VALIDATE", "NONE" })
	void whereThePublicationIsNotOursHealthSaysWhatToDoAndNothingGoesOn(Provisioning provisioning) {
		this.stream.start().awaitStreaming().stop();
		try (TestStream other = new TestStream(this.database).table("items").table("parts")) {
			other.provisioning(provisioning).start().awaitStreaming();
			insert("items", 1);
			other.awaitInsertOf("1");
			change("DROP PUBLICATION %s");
			String action = other.awaitProblem("leaves that to you");
			assertThat(other.status().state()).isEqualTo(ReplicationStatus.State.CONNECTING);
			insert("items", 2);
			this.database.execute(action.lines().skip(1).toArray(String[]::new));
			other.awaitStreaming();
			insert("items", 3);
			other.awaitInsertOf("3");
			assertThat(other.inserted()).containsExactly("1", "3");
			assertThat(other.told()).containsSubsequence("Insert", "Gap", "Insert");
			assertThat(other.gaps()).hasSize(1);
		}
	}

	@Test
	void whatDoesNotConcernOurTablesDisturbsNobody(CapturedOutput output) {
		this.database.execute("CREATE TABLE others (id int)");
		try (this.stream) {
			this.stream.start().awaitStreaming();
			change("ALTER PUBLICATION %s ADD TABLE others; COMMENT ON PUBLICATION %s IS 'of the shop'; "
					+ "ALTER TABLE items ADD price int; ALTER TABLE parts REPLICA IDENTITY DEFAULT");
			this.stream.awaitLooks(3);
			insert("parts", 1);
			this.stream.awaitInsertOf("1");
			assertThat(this.stream.gaps()).isEmpty();
			assertThat(output.toString()).containsOnlyOnce("Streaming from");
		}
	}

	@Test
	void aTableThatIsGoneIsReportedOnceAndTheOthersGoOn(CapturedOutput output) {
		try (this.stream) {
			this.stream.start().awaitStreaming();
			this.database.execute("DROP TABLE items");
			this.stream.awaitProblem("Table \"items\" of a registered entity does not exist");
			assertThat(this.stream.status().state()).isEqualTo(ReplicationStatus.State.STREAMING);
			insert("parts", 1);
			this.stream.awaitInsertOf("1");
			this.stream.awaitLooks(3);
			assertThat(output.toString()).containsOnlyOnce("\"items\" of a registered entity does not exist")
				.containsOnlyOnce("Streaming from");
			assertThat(this.stream.gaps()).isEmpty();
		}
	}

	@Test
	void aConnectionThatCannotBeHadIsReportedOnce(CapturedOutput output) {
		try (this.stream) {
			this.stream.start().awaitStreaming().awaitLooks(1);
			String watchdog = "FROM pg_stat_activity WHERE datname = '%s' AND application_name = 'test' AND backend_type = 'client backend'"
				.formatted(this.database.name());
			TestDatabase other = PostgresServer.newDatabase();
			await().until(() -> "1".equals(other.query("SELECT count(*) " + watchdog)));
			other.execute("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(this.database.name()));
			await().until(() -> output.toString().contains("cannot be looked at"));
			other.execute("ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(this.database.name()));
			await().until(() -> output.toString().contains("can be looked at again"));
			assertThat(output.toString()).containsOnlyOnce("cannot be looked at");
			assertThat(this.stream.status().problem()).isNull();
			this.stream.stop();
			await().until(() -> "0".equals(this.database.query("SELECT count(*) " + watchdog)));
		}
	}

	@Test
	@EnabledIf("hasColumnLists")
	void aPublicationOfASchemaIsWatchedAsWell() {
		change("CREATE PUBLICATION %s FOR TABLES IN SCHEMA public WITH (publish_via_partition_root)");
		try (this.stream) {
			this.stream.start().awaitStreaming();
			this.database.execute("DROP TABLE items", "CREATE TABLE items (id int PRIMARY KEY, name text)");
			this.stream.awaitLooks(3);
			assertThat(this.stream.gaps()).isEmpty();
			change("ALTER PUBLICATION %s DROP TABLES IN SCHEMA public");
			await().until(() -> this.stream.gaps().size() == 1);
			insert("items", 1);
			this.stream.awaitInsertOf("1");
		}
	}

	private void change(String statements) {
		for (String statement : statements.split("; ")) {
			this.database
				.execute(statement.replace("%1$s", "%s").replace("%s", SqlNames.identifier(this.stream.publication())));
		}
	}

	private void insert(String table, int id) {
		this.database.execute("INSERT INTO %s (id, name) VALUES (%d, 'some')".formatted(table, id));
	}

}
