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

package dev.pgrealtime.backfill;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

import dev.pgrealtime.BackfillProgress;
import dev.pgrealtime.BackfillProgress.State;
import dev.pgrealtime.EventAction;
import dev.pgrealtime.RealtimeBackfill;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.backfill.Warehouse.Item;
import dev.pgrealtime.support.EventRecorder;
import dev.pgrealtime.support.OwnPostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A backfill of a server with synchronous standbys: what the stream tells, a query sees
 * only when the standbys have it.
 */
class StandbyBackfillIntegrationTests {

	@Test
	void rowsAreNotReadAsTheyWereBeforeAChangeThatWasTold() throws Exception {
		try (OwnPostgresServer server = new OwnPostgresServer("synchronous_standby_names=absent").start()) {
			TestDatabase database = server.database();
			database.execute("SET synchronous_commit = local",
					"ALTER DATABASE postgres SET synchronous_commit = local");
			database.execute(Warehouse.TABLES);
			database.execute("INSERT INTO items VALUES (1, 'before'), (2, 'other')");
			try (ConfigurableApplicationContext context = TestApplication.streaming(database, Warehouse.class)) {
				EventRecorder recorder = TestApplication.recorder(context);
				Thread writer = new Thread(() -> database.execute("SET synchronous_commit = on",
						"UPDATE items SET name = 'after' WHERE id = 1"));
				writer.start();
				await().until(() -> !recorder.events().isEmpty());
				assertThat(database.query("SELECT name FROM items WHERE id = 1")).isEqualTo("before");
				BackfillProgress started = Warehouse.start(context, Item.class);
				await().until(StandbyBackfillIntegrationTests::isWaitingToSeeMore);
				assertThat(writer.isAlive()).isTrue();
				assertThat(recorder.events()).hasSize(1);
				database.query("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
				RealtimeBackfill backfill = context.getBean(RealtimeBackfill.class);
				await().until(() -> backfill.status(started.id()).state() == State.COMPLETED);
				writer.join();
				assertThat(recorder.events()).extracting(RealtimeEvent::action)
					.containsExactly(EventAction.UPDATE, EventAction.READ, EventAction.READ);
				assertThat(recorder.events()).extracting((event) -> ((Item) event.newEntity()).name)
					.containsExactly("after", "after", "other");
			}
		}
	}

	private static boolean isWaitingToSeeMore() {
		return Thread.getAllStackTraces()
			.values()
			.stream()
			.anyMatch(
					(trace) -> isIn(trace, BackfillWorker.class, "pause") && isIn(trace, ChunkDelivery.class, "read"));
	}

	private static boolean isIn(StackTraceElement[] trace, Class<?> type, String method) {
		return Arrays.stream(trace)
			.anyMatch((frame) -> frame.getClassName().equals(type.getName()) && frame.getMethodName().equals(method));
	}

}
