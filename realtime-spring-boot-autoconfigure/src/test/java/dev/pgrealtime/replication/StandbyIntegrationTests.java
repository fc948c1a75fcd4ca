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
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.replication.ReplicationStatus.State;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Of several streams with one slot one streams, and the others wait without a noise.
 */
@ExtendWith(OutputCaptureExtension.class)
class StandbyIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	@BeforeEach
	void createTable() {
		this.database.execute("CREATE TABLE items (id int PRIMARY KEY, name text)");
	}

	@Test
	void ofThoseThatStartTogetherOneStreams() {
		try (TestStream first = stream(); TestStream second = stream(); TestStream third = stream()) {
			List<TestStream> streams = List.of(first, second, third);
			streams.forEach(TestStream::start);
			await().until(() -> states(streams).filter(State.STREAMING::equals).count() == 1
					&& states(streams).filter(State.STANDBY::equals).count() == 2);
			insert(1);
			for (int i = 2; i <= 3; i++) {
				int next = i;
				TestStream leader = leader(streams);
				leader.awaitInsertOf(Integer.toString(i - 1));
				leader.stop();
				await().until(() -> states(streams).filter(State.STREAMING::equals).count() == 1);
				insert(next);
			}
			leader(streams).awaitInsertOf("3");
			assertThat(streams).flatExtracting(TestStream::inserted).containsExactlyInAnyOrder("1", "2", "3");
		}
	}

	@Test
	void aStandbyLooksOverOneConnectionAndSaysOnceThatItIsOne(CapturedOutput output) {
		try (TestStream leader = stream(); TestStream standby = stream()) {
			leader.start().awaitStreaming();
			standby.start();
			String looks = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT active_pid %'";
			await().until(() -> "1".equals(this.database.query("SELECT count(*) " + looks)));
			String process = this.database.query("SELECT pid " + looks);
			String now = this.database.query("SELECT clock_timestamp()");
			await().until(() -> "t".equals(this.database
				.query("SELECT query_start > timestamptz '%s' + interval '1 s' %s".formatted(now, looks))));
			assertThat(this.database.query("SELECT pid " + looks)).isEqualTo(process);
			assertThat(standby.status().state()).isEqualTo(State.STANDBY);
			assertThat(standby.status().action()).contains("stands by and takes over when it ends");
			assertThat(output.toString()).containsOnlyOnce("is in use");
			leader.stop();
			standby.awaitStreaming();
			await().until(() -> "0".equals(this.database.query("SELECT count(*) " + looks)));
		}
	}

	@Test
	void whatAStreamNeedsIsMadeByOneAtATime(CapturedOutput output) throws Exception {
		try (Connection other = this.database.connect(); TestStream stream = stream()) {
			String turn = Provisioner.turn(stream.slotName());
			other.createStatement().execute("SELECT pg_advisory_lock(%s)".formatted(turn));
			stream.start();
			await().until(() -> stream.status().state() == State.STANDBY);
			assertThat(stream.status().problem()).contains("another instance makes it ready");
			assertThat(this.database.query("SELECT count(*) FROM pg_publication")).isEqualTo("0");
			other.createStatement().execute("SELECT pg_advisory_unlock(%s)".formatted(turn));
			stream.awaitStreaming();
			assertThat(this.database.query("SELECT pg_try_advisory_lock(%s)".formatted(turn))).isEqualTo("t");
			assertThat(output.toString()).doesNotContain("already exists");
		}
	}

	private TestStream stream() {
		return new TestStream(this.database).table("items");
	}

	private void insert(int id) {
		this.database.execute("INSERT INTO items VALUES (%d, 'some')".formatted(id));
	}

	private static TestStream leader(List<TestStream> streams) {
		return streams.stream().filter((stream) -> stream.status().state() == State.STREAMING).findAny().orElseThrow();
	}

	private static Stream<State> states(List<TestStream> streams) {
		return streams.stream().map((stream) -> stream.status().state());
	}

}
