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

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.BackfillProgress;
import dev.pgrealtime.BackfillProgress.State;
import dev.pgrealtime.EntityRead;
import dev.pgrealtime.RealtimeBackfill;
import dev.pgrealtime.backfill.Warehouse.Item;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A backfill goes on where it was, whatever stops it.
 */
class BackfillRestartIntegrationTests {

	private final TestDatabase database = Warehouse.newDatabase();

	@Test
	void goesOnAfterARestartWhereItWas() {
		insert(1000);
		Set<Long> before;
		BackfillProgress started;
		try (ConfigurableApplicationContext context = start("realtime.backfill.rows-per-second=500")) {
			started = Warehouse.start(context, Item.class);
			Items items = context.getBean(Items.class);
			await().until(() -> items.read.size() >= 50);
			context.stop();
			before = items.read.keySet();
		}
		assertThat(before).hasSizeLessThan(1000);
		try (ConfigurableApplicationContext context = start()) {
			RealtimeBackfill backfill = context.getBean(RealtimeBackfill.class);
			await().until(() -> backfill.status(started.id()).state() == State.COMPLETED);
			Items items = context.getBean(Items.class);
			assertThat(items.read.keySet()).doesNotContainAnyElementsOf(before).hasSize(1000 - before.size());
			assertThat(backfill.status(started.id()).rows()).isEqualTo(1000);
		}
	}

	@Test
	void whatWasNotConfirmedIsReadAgain() {
		insert(100);
		try (ConfigurableApplicationContext context = start("realtime.retry.initial-interval=20ms")) {
			Items items = context.getBean(Items.class);
			items.holdAt = 15;
			BackfillProgress started = Warehouse.start(context, Item.class);
			await().until(() -> items.holding.getCount() == 0);
			String pid = this.database.query("SELECT active_pid FROM pg_replication_slots WHERE database = '%s'"
				.formatted(this.database.name()));
			this.database.query("SELECT pg_terminate_backend(%s)".formatted(pid));
			await().until(() -> !pid.equals(this.database.query("SELECT active_pid FROM pg_replication_slots "
					+ "WHERE active AND database = '%s'".formatted(this.database.name()))));
			items.release.countDown();
			RealtimeBackfill backfill = context.getBean(RealtimeBackfill.class);
			await().until(() -> backfill.status(started.id()).state() == State.COMPLETED);
			assertThat(items.read.keySet())
				.containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 100).boxed().toList());
			assertThat(items.read.entrySet().stream().filter((entry) -> entry.getValue() > 1).map(Map.Entry::getKey))
				.contains(11L, 15L)
				.allMatch((id) -> id > 10 && id <= 20);
		}
	}

	@Test
	void aLargeTableTakesNoLongTransaction() {
		insert(100_000);
		try (ConfigurableApplicationContext context = start("realtime.backfill.chunk-size=1000")) {
			BackfillProgress progress = Warehouse.run(context, Item.class);
			assertThat(progress.rows()).isEqualTo(100_000);
			assertThat(context.getBean(Items.class).read.values().stream().collect(Collectors.toSet()))
				.isEqualTo(Set.copyOf(List.of(1)));
			assertThat(context.getBean(Items.class).read).hasSize(100_000);
		}
	}

	private void insert(int rows) {
		this.database.execute("INSERT INTO items SELECT n FROM generate_series(1, %d) n".formatted(rows));
	}

	private ConfigurableApplicationContext start(String... properties) {
		String[] all = new String[properties.length + 1];
		all[0] = "realtime.backfill.chunk-size=10";
		System.arraycopy(properties, 0, all, 1, properties.length);
		return TestApplication.streaming(this.database, ItemsConfiguration.class, all);
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Warehouse.class, Items.class })
	static class ItemsConfiguration {

	}

	static class Items {

		private final ConcurrentHashMap<Long, Integer> read = new ConcurrentHashMap<>();

		private final CountDownLatch holding = new CountDownLatch(1);

		private final CountDownLatch release = new CountDownLatch(1);

		private volatile long holdAt;

		@EventListener
		void on(EntityRead<Item> event) throws InterruptedException {
			this.read.merge(event.newEntity().id, 1, Integer::sum);
			if (event.newEntity().id == this.holdAt) {
				this.holding.countDown();
				this.release.await();
			}
		}

	}

}
