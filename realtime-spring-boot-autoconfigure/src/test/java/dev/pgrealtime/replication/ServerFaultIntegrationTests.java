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

import java.util.concurrent.Semaphore;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.pgrealtime.support.OwnPostgresServer;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a server does to itself and to the slot: it crashes, and gives up a slot that
 * costs it too much.
 */
class ServerFaultIntegrationTests {

	private static final OwnPostgresServer SERVER = new OwnPostgresServer("max_slot_wal_keep_size=64MB");

	private final TestDatabase database = SERVER.database();

	private final Semaphore permits = new Semaphore(0);

	@BeforeAll
	static void startServer() {
		SERVER.start();
	}

	@AfterAll
	static void stopServer() {
		SERVER.close();
	}

	static boolean limitsIdleSlots() {
		return PostgresServer.version() >= 18;
	}

	@BeforeEach
	void createTable() {
		this.database.execute("CREATE TABLE items (id int PRIMARY KEY, name text)");
	}

	@AfterEach
	void dropEverything() {
		TestStream stream = stream(LostSlotPolicy.FAIL);
		await().until(() -> !"t".equals(slot("active", stream)));
		this.database.query("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
		this.database.execute("DROP PUBLICATION " + SqlNames.identifier(stream.publication()), "DROP TABLE items");
	}

	@Test
	void whenTheProcessThatSendsIsKilledTheServerRestartsAndTheStreamGoesOn() {
		try (TestStream stream = stream(LostSlotPolicy.FAIL)) {
			stream.onInsert(this.permits::acquireUninterruptibly).start().awaitStreaming();
			insert(1);
			insert(2);
			long process = Long.parseLong(slot("active_pid", stream));
			assertThat(ProcessHandle.of(process).orElseThrow().destroyForcibly()).isTrue();
			await().ignoreExceptions().until(() -> !String.valueOf(process).equals(slot("active_pid", stream)));
			this.permits.release(100);
			await().ignoreExceptions().untilAsserted(() -> insert(3));
			stream.awaitInsertOf("3");
			stream.awaitStreaming();
			assertThat(stream.inserted().stream().distinct()).containsExactly("1", "2", "3");
			assertThat(stream.gaps()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(LostSlotPolicy.class)
	void aSlotThatKeepsTooMuchWalIsGivenUpWhileItIsStreamedFrom(LostSlotPolicy onLost) {
		try (TestStream stream = stream(onLost)) {
			stream.onInsert(this.permits::acquireUninterruptibly).start().awaitStreaming();
			insert(1);
			write();
			await().until(() -> String.valueOf(stream.status().warning())
				.contains("more than max_slot_wal_keep_size, and the slot is lost with the next checkpoint"));
			this.database.execute("CHECKPOINT");
			await().until(() -> stream.status().problem() != null);
			this.permits.release(100);
			if (onLost == LostSlotPolicy.FAIL) {
				assertThat(stream.awaitProblem("was lost (" + reason("wal_removed")))
					.contains("raise max_slot_wal_keep_size");
				assertThat(stream.gaps()).isEmpty();
			}
			else {
				await().until(() -> stream.gaps().size() == 1);
				insert(2);
				stream.awaitInsertOf("2");
				assertThat(stream.gaps().get(0).reason()).contains(reason("wal_removed"));
			}
		}
	}

	@ParameterizedTest
	@EnumSource(LostSlotPolicy.class)
	void aSlotThatKeepsTooMuchWalIsGivenUpWhileNobodyStreams(LostSlotPolicy onLost) {
		leave();
		write();
		this.database.execute("CHECKPOINT");
		assertPolicy(onLost, reason("wal_removed"));
	}

	@ParameterizedTest
	@EnumSource(LostSlotPolicy.class)
	@EnabledIf("limitsIdleSlots")
	void aSlotThatNobodyUsesForTooLongIsGivenUp(LostSlotPolicy onLost) {
		TestStream left = leave();
		this.database.execute("ALTER SYSTEM SET idle_replication_slot_timeout = '1s'", "SELECT pg_reload_conf()");
		await().until(() -> {
			this.database.execute("CHECKPOINT");
			return "lost".equals(slot("wal_status", left));
		});
		this.database.execute("ALTER SYSTEM RESET idle_replication_slot_timeout", "SELECT pg_reload_conf()");
		assertPolicy(onLost, "idle_timeout");
	}

	private void assertPolicy(LostSlotPolicy onLost, String reason) {
		insert(2);
		try (TestStream stream = stream(onLost).start()) {
			if (onLost == LostSlotPolicy.FAIL) {
				stream.awaitProblem("was lost (" + reason);
			}
			else {
				stream.awaitStreaming();
				insert(3);
				stream.awaitInsertOf("3");
				assertThat(stream.told()).startsWith("Gap");
				assertThat(stream.gaps().get(0).reason()).contains(reason);
				assertThat(stream.inserted()).containsExactly("3");
			}
		}
	}

	private TestStream leave() {
		TestStream stream = stream(LostSlotPolicy.FAIL);
		try (stream) {
			stream.start().awaitStreaming();
			insert(1);
			stream.awaitInsertOf("1");
		}
		await().until(() -> "f".equals(slot("active", stream)));
		return stream;
	}

	private TestStream stream(LostSlotPolicy onLost) {
		return new TestStream(this.database).table("items").slot(false, false, onLost);
	}

	private static String reason(String reason) {
		return (PostgresServer.version() >= 17) ? reason : "its WAL was removed";
	}

	private String slot(String column, TestStream stream) {
		return this.database
			.query("SELECT %s FROM pg_replication_slots WHERE slot_name = '%s'".formatted(column, stream.slotName()));
	}

	private void insert(int id) {
		this.database.execute("INSERT INTO items VALUES (%d, 'some')".formatted(id));
	}

	/**
	 * Have the WAL grow by some 130 MB, without writing as much.
	 */
	private void write() {
		for (int i = 0; i < 8; i++) {
			this.database.execute("SELECT pg_logical_emit_message(true, 'test', '')", "SELECT pg_switch_wal()");
		}
	}

}
