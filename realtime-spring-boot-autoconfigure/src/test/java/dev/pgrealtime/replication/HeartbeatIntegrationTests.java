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
import java.time.Instant;
import java.util.concurrent.Semaphore;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the heart-beat tells of the stream, and what it does not mistake for a standstill.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeartbeatIntegrationTests {

	private static final Duration INTERVAL = Duration.ofMillis(300);

	private final TestDatabase database = PostgresServer.newDatabase();

	private final TestStream stream = new TestStream(this.database).table("items").heartbeat(INTERVAL);

	@BeforeEach
	void createTable() {
		this.database.execute("CREATE TABLE items (id int PRIMARY KEY, name text)");
	}

	@Test
	void comesBackAgainAndAgain() {
		try (this.stream) {
			this.stream.start().awaitStreaming();
			await().until(() -> this.stream.status().roundTrip() != null);
			Instant first = this.stream.status().roundTrip().at();
			await().until(() -> this.stream.status().roundTrip().at().isAfter(first));
			assertThat(this.stream.status().roundTrip().time()).isPositive();
			assertThat(this.stream.status().problem()).isNull();
		}
	}

	@Test
	void aSlowListenerIsLagAndNoStandstill() {
		Semaphore permits = new Semaphore(0);
		try (this.stream) {
			this.stream.onInsert(permits::acquireUninterruptibly).start().awaitStreaming();
			insert(1);
			await().until(() -> this.stream.status().lag().compareTo(INTERVAL.multipliedBy(4)) > 0);
			assertThat(this.stream.status().problem()).isNull();
			Instant before = this.stream.status().roundTrip().at();
			permits.release();
			await().until(() -> this.stream.status().roundTrip().at().isAfter(before));
			await().until(() -> this.stream.status().lag().compareTo(INTERVAL) < 0);
		}
	}

	@Test
	void aServerThatSendsNothingIsReportedOnceUntilItSendsAgain(CapturedOutput output)
			throws IOException, InterruptedException {
		try (this.stream) {
			this.stream.start().awaitStreaming();
			await().until(() -> this.stream.status().roundTrip() != null);
			String process = this.database.query("SELECT active_pid FROM pg_replication_slots WHERE slot_name = '%s'"
				.formatted(this.stream.slotName()));
			signal("STOP", process);
			try {
				insert(1);
				assertThat(this.stream.awaitProblem("has not come back, and nothing else has since"))
					.contains("pg_stat_activity", "synchronized_standby_slots");
				assertThat(this.stream.status().state()).isEqualTo(ReplicationStatus.State.STREAMING);
				await().until(() -> output.toString().contains("has not come back"));
			}
			finally {
				signal("CONT", process);
			}
			this.stream.awaitInsertOf("1");
			this.stream.awaitStreaming();
			await().until(() -> output.toString().contains("The stream goes on"));
			assertThat(output.toString()).containsOnlyOnce("has not come back");
			assertThat(this.stream.gaps()).isEmpty();
		}
	}

	@Test
	void whereItMustNotBeWrittenTheStreamGoesWithoutIt(CapturedOutput output) {
		String role = "listener_" + this.database.name();
		this.database.execute("CREATE ROLE %s LOGIN REPLICATION".formatted(role), "ALTER TABLE items OWNER TO " + role,
				"GRANT CREATE ON DATABASE %s TO %s".formatted(this.database.name(), role), """
						DO $$ DECLARE f regprocedure; BEGIN
						    FOR f IN SELECT oid FROM pg_proc WHERE proname = 'pg_logical_emit_message' LOOP
						        EXECUTE 'REVOKE EXECUTE ON FUNCTION ' || f || ' FROM PUBLIC';
						    END LOOP;
						END $$""");
		try (this.stream) {
			this.stream.connection(this.database.url(), role, "").start().awaitStreaming();
			await().until(() -> output.toString().contains("No heart-beat can be written"));
			this.stream.awaitLooks(5);
			insert(1);
			this.stream.awaitInsertOf("1");
			assertThat(this.stream.status().problem()).isNull();
			assertThat(this.stream.status().roundTrip()).isNull();
			assertThat(output.toString()).containsOnlyOnce("No heart-beat can be written");
		}
		this.database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
	}

	private void insert(int id) {
		this.database.execute("INSERT INTO items VALUES (%d, 'some')".formatted(id));
	}

	private static void signal(String signal, String process) throws IOException, InterruptedException {
		assertThat(new ProcessBuilder("kill", "-" + signal, process).inheritIO().start().waitFor()).isZero();
	}

}
