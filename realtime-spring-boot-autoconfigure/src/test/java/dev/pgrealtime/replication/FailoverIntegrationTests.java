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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.pgrealtime.faults.SlowFault;
import dev.pgrealtime.support.OwnPostgresServer;
import dev.pgrealtime.support.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A standby takes over while the primary is streamed from, by the URL that names both.
 */
@SlowFault
@EnabledIf("synchronizesSlots")
class FailoverIntegrationTests {

	private final OwnPostgresServer primary = new OwnPostgresServer();

	private final OwnPostgresServer standby = new OwnPostgresServer();

	static boolean synchronizesSlots() {
		return PostgresServer.version() >= 17;
	}

	@BeforeEach
	void startBoth() {
		this.primary.start();
		this.primary.database()
			.execute("CREATE TABLE items (id int PRIMARY KEY, name text)",
					"SELECT pg_create_physical_replication_slot('standby', true)");
		this.primary.stop();
		this.standby.follow(this.primary, "standby");
		this.primary.start();
		this.standby.start();
	}

	@AfterEach
	void stopBoth() {
		this.standby.close();
		this.primary.close();
	}

	@Test
	void theStreamGoesOnWhereTheSlotWasSynchronized() {
		try (TestStream stream = stream(LostSlotPolicy.FAIL).start()) {
			stream.awaitStreaming();
			this.primary.database()
				.execute("ALTER SYSTEM SET synchronized_standby_slots = 'standby'", "SELECT pg_reload_conf()");
			await().until(() -> stream.status().warning() == null);
			insert(this.primary, 1);
			stream.awaitInsertOf("1");
			synchronize(stream);
			insert(this.primary, 2);
			stream.awaitInsertOf("2");
			promote();
			insert(this.standby, 3);
			stream.awaitInsertOf("3");
			assertThat(stream.inserted().stream().distinct()).containsExactly("1", "2", "3");
			assertThat(stream.gaps()).isEmpty();
		}
	}

	@Test
	void whatAStandbyDoesNotHaveIsNotSent() {
		try (TestStream stream = stream(LostSlotPolicy.FAIL).start()) {
			await()
				.until(() -> String.valueOf(stream.status().warning()).contains("synchronized_standby_slots is empty"));
			this.primary.database()
				.execute("ALTER SYSTEM SET synchronized_standby_slots = 'standby'", "SELECT pg_reload_conf()");
			await().until(() -> stream.status().warning() == null);
			this.standby.stop();
			insert(this.primary, 1);
			await().until(() -> String.valueOf(stream.status().warning())
				.contains("nobody uses the physical slot 'standby'"));
			assertThat(stream.inserted()).isEmpty();
			this.standby.start();
			stream.awaitInsertOf("1");
		}
	}

	@ParameterizedTest
	@EnumSource(LostSlotPolicy.class)
	void whereTheSlotWasNotSynchronizedThePolicyApplies(LostSlotPolicy onLost) {
		try (TestStream stream = stream(onLost).start()) {
			stream.awaitStreaming();
			insert(this.primary, 1);
			stream.awaitInsertOf("1");
			promote();
			if (onLost == LostSlotPolicy.FAIL) {
				stream.awaitProblem("was lost (it does not exist any more)");
			}
			else {
				await().until(() -> stream.gaps().size() == 1);
				insert(this.standby, 2);
				stream.awaitInsertOf("2");
				assertThat(stream.told()).containsSubsequence("Insert", "Gap", "Insert");
			}
		}
	}

	private TestStream stream(LostSlotPolicy onLost) {
		String url = "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/postgres?targetServerType=primary"
			.formatted(this.primary.database().port(), this.standby.database().port());
		return new TestStream(this.primary.database()).table("items")
			.connection(url, "postgres", "")
			.slot(false, true, onLost);
	}

	private void synchronize(TestStream stream) {
		await().until(() -> {
			this.primary.database().execute("SELECT pg_log_standby_snapshot()");
			this.standby.database().query("SELECT pg_sync_replication_slots()");
			return "t".equals(this.standby.database()
				.query("SELECT synced AND NOT temporary FROM pg_replication_slots WHERE slot_name = '%s'"
					.formatted(stream.slotName())));
		});
	}

	private void promote() {
		this.primary.stop();
		this.standby.database().query("SELECT pg_promote()");
	}

	private static void insert(OwnPostgresServer server, int id) {
		server.database().execute("INSERT INTO items VALUES (%d, 'some')".formatted(id));
	}

}
