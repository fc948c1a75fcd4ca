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
 * A listener does not return, and the server keeps more WAL than it may.
 */
@ExtendWith(OutputCaptureExtension.class)
class RetentionIntegrationTests {

	private static final long MAX = 4 << 20;

	private final TestDatabase database = PostgresServer.newDatabase();

	private final Semaphore permits = new Semaphore(0);

	private final TestStream stream = new TestStream(this.database).table("items")
		.onInsert(this.permits::acquireUninterruptibly);

	@BeforeEach
	void createTables() {
		this.database.execute("CREATE TABLE items (id int PRIMARY KEY, name text)", "CREATE TABLE others (name text)");
	}

	@Test
	void isReportedUntilTheListenerReturns(CapturedOutput output) {
		try (this.stream) {
			this.stream.maxRetained(MAX, RetentionPolicy.ALERT).start().awaitStreaming();
			insert(1);
			write();
			assertThat(this.stream.awaitProblem("of the 4 MB of realtime.slot.max-retained"))
				.contains("realtime.slot.on-max-retained=drop-slot");
			assertThat(this.stream.status().state()).isEqualTo(ReplicationStatus.State.STREAMING);
			assertThat(this.stream.status().warning()).contains("MB of WAL");
			this.stream.awaitLooks(2);
			assertThat(output.toString().lines().filter((line) -> line.contains("ERROR"))).hasSize(1);
			this.permits.release(100);
			await().until(() -> {
				this.database.execute("CHECKPOINT");
				return this.stream.status().problem() == null;
			});
			assertThat(this.stream.status().warning()).isNull();
			assertThat(this.stream.gaps()).isEmpty();
		}
	}

	@Test
	void dropsTheSlotAndWaitsForAPerson() {
		try (this.stream) {
			this.stream.maxRetained(MAX, RetentionPolicy.DROP_SLOT).start().awaitStreaming();
			insert(1);
			write();
			this.stream.awaitProblem("was lost (The server keeps");
			assertThat(slots()).isEqualTo("0");
			this.permits.release(100);
			assertThat(this.stream.gaps()).isEmpty();
		}
	}

	@Test
	void dropsTheSlotAndGoesOnWithAnother() {
		try (this.stream) {
			this.stream.maxRetained(MAX, RetentionPolicy.DROP_SLOT)
				.slot(false, false, LostSlotPolicy.RECREATE)
				.start()
				.awaitStreaming();
			insert(1);
			write();
			await().until(() -> this.stream.status().problem() != null);
			this.permits.release(100);
			await().until(() -> this.stream.gaps().size() == 1);
			assertThat(this.stream.gaps().get(0).reason()).contains("was lost: The server keeps");
			insert(2);
			this.stream.awaitInsertOf("2");
			assertThat(slots()).isEqualTo("1");
		}
	}

	private String slots() {
		return this.database.query(
				"SELECT count(*) FROM pg_replication_slots WHERE slot_name = '%s'".formatted(this.stream.slotName()));
	}

	private void insert(int id) {
		this.database.execute("INSERT INTO items VALUES (%d, 'some')".formatted(id));
	}

	private void write() {
		this.database.execute("INSERT INTO others SELECT repeat('x', 100) FROM generate_series(1, 60000)");
	}

}
