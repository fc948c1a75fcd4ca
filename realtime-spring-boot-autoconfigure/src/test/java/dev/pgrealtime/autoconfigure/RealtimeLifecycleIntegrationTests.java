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

package dev.pgrealtime.autoconfigure;

import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

import dev.pgrealtime.pipeline.RealtimeLifecycle;
import dev.pgrealtime.replication.ReplicationStatus.State;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The stream comes and goes with its context, as often as the context likes.
 */
class RealtimeLifecycleIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	@BeforeEach
	void createTable() {
		this.database.execute(Parcel.TABLE);
	}

	@Test
	void startsAndStopsManyTimesAndLeavesNothingBehind() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database, PostOffice.class)) {
			RealtimeLifecycle lifecycle = context.getBean(RealtimeLifecycle.class);
			for (int i = 0; i < 20; i++) {
				context.start();
				awaitState(context, State.STREAMING);
				this.database.execute("INSERT INTO parcel VALUES (%d, 'sent')".formatted(i));
				int expected = i + 1;
				await().until(() -> TestApplication.recorder(context).events().size() == expected);
				context.stop();
				assertNothingIsLeft();
			}
			stop(lifecycle);
			assertThat(TestApplication.recorder(context).events()).hasSize(20);
		}
	}

	@Test
	void aStopRightAfterTheStartLeavesNothingBehind() {
		try (ConfigurableApplicationContext context = TestApplication.start(this.database, PostOffice.class)) {
			RealtimeLifecycle lifecycle = context.getBean(RealtimeLifecycle.class);
			for (int i = 0; i < 20; i++) {
				context.start();
				lifecycle.start();
				stop(lifecycle);
				context.stop();
				assertNothingIsLeft();
			}
		}
	}

	@Test
	void aPausedContextFreesTheSlotAndTakesItAgain() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database, PostOffice.class)) {
			context.pause();
			assertNothingIsLeft();
			this.database.execute("INSERT INTO parcel VALUES (1, 'sent')");
			context.restart();
			await().until(() -> TestApplication.recorder(context).events().size() == 1);
		}
	}

	@Test
	void contextsWithSlotsOfTheirOwnStreamSideBySide() {
		try (ConfigurableApplicationContext first = TestApplication.streaming(this.database, PostOffice.class,
				"realtime.slot.name=first_%s".formatted(this.database.name()));
				ConfigurableApplicationContext second = TestApplication.streaming(this.database, PostOffice.class,
						"realtime.slot.name=second_%s".formatted(this.database.name()))) {
			this.database.execute("INSERT INTO parcel VALUES (1, 'sent')");
			await().until(() -> TestApplication.recorder(first).events().size() == 1);
			await().until(() -> TestApplication.recorder(second).events().size() == 1);
		}
	}

	@Test
	void aSecondContextOfTheSameNameStandsByAndTakesOver() {
		ConfigurableApplicationContext first = TestApplication.streaming(this.database, PostOffice.class);
		try (ConfigurableApplicationContext second = TestApplication.start(this.database, PostOffice.class,
				"realtime.retry.max-interval=500ms")) {
			awaitState(second, State.STANDBY);
			first.close();
			this.database.execute("INSERT INTO parcel VALUES (1, 'sent')");
			awaitState(second, State.STREAMING);
			await().until(() -> TestApplication.recorder(second).events().size() == 1);
		}
		finally {
			first.close();
		}
	}

	private static void awaitState(ConfigurableApplicationContext context, State state) {
		await().until(() -> TestApplication.worker(context).status().state() == state);
	}

	private static void stop(RealtimeLifecycle lifecycle) {
		CountDownLatch called = new CountDownLatch(1);
		lifecycle.stop(called::countDown);
		assertThat(called.getCount()).isZero();
		assertThat(lifecycle.isRunning()).isFalse();
	}

	private void assertNothingIsLeft() {
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("realtime-"));
		await().until(() -> "0"
			.equals(this.database.query("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'realtime_%s'"
				.formatted(this.database.name()))));
		assertThat(this.database.query("SELECT count(*) FROM pg_replication_slots WHERE active AND database = '%s'"
			.formatted(this.database.name()))).isEqualTo("0");
	}

}
