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

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.BackfillProgress;
import dev.pgrealtime.BackfillProgress.State;
import dev.pgrealtime.EntityRead;
import dev.pgrealtime.EventAction;
import dev.pgrealtime.RealtimeBackfill;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeFence;
import dev.pgrealtime.backfill.Warehouse.Item;
import dev.pgrealtime.backfill.Warehouse.Truck;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The rows that exist when the slot is made come before what it streams.
 */
class SnapshotIntegrationTests {

	private static final String KEY = "CREATE UNIQUE INDEX IF NOT EXISTS notes_key ON notes (id); ALTER TABLE notes ALTER id SET NOT NULL";

	private static final int WRITERS = 3;

	private final TestDatabase database = Warehouse.newDatabase();

	@Test
	void withoutAKeyNoRowsAndNoSlot() {
		try (ConfigurableApplicationContext context = TestApplication.start(this.database, FollowingConfiguration.class,
				"realtime.snapshot=initial")) {
			await().until(() -> String.valueOf(TestApplication.worker(context).status().problem())
				.contains("Nothing tells the rows of notes apart"));
			assertThat(this.database.query(
					"SELECT count(*) FROM pg_replication_slots WHERE database = '%s'".formatted(this.database.name())))
				.isEqualTo("0");
			this.database.execute("ALTER TABLE notes ADD PRIMARY KEY (id)", "INSERT INTO items VALUES (1)");
			await().until(() -> context.getBean(Items.class).read.size() == 1);
		}
	}

	@Test
	void eachRowComesOnceWhileRowsAreInserted() throws Exception {
		this.database.execute("INSERT INTO items SELECT n FROM generate_series(1, 2000) n",
				"CREATE SEQUENCE ids START 2001");
		AtomicBoolean writing = new AtomicBoolean(true);
		Queue<Long> written = new ConcurrentLinkedQueue<>();
		ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
		List<Future<?>> ends = new ArrayList<>();
		for (int i = 0; i < WRITERS; i++) {
			ends.add(writers.submit(() -> insert(writing, written)));
		}
		await().until(() -> written.size() > 100);
		int before = written.size();
		try (ConfigurableApplicationContext context = start()) {
			int during = written.size();
			await().until(() -> written.size() > during + 100);
			writing.set(false);
			for (Future<?> end : ends) {
				end.get(30, TimeUnit.SECONDS);
			}
			context.getBean(RealtimeFence.class).awaitDelivered(Duration.ofSeconds(30));
			Items items = context.getBean(Items.class);
			assertThat(items.seen).hasSize(2000 + written.size()).allSatisfy((id, times) -> assertThat(times).isOne());
			assertThat(items.read).hasSizeGreaterThan(2000 + before / 2);
			assertThat(items.outOfOrder).isFalse();
			assertThat(context.getBean(RealtimeBackfill.class).list()).extracting(BackfillProgress::state)
				.containsOnly(State.COMPLETED)
				.hasSize(5);
		}
		writers.shutdown();
	}

	private Void insert(AtomicBoolean writing, Queue<Long> written) throws SQLException {
		try (Connection connection = this.database.connect();
				PreparedStatement insert = connection
					.prepareStatement("INSERT INTO items SELECT nextval('ids') RETURNING id")) {
			while (writing.get()) {
				insert.execute();
				insert.getResultSet().next();
				written.add(insert.getResultSet().getLong(1));
			}
		}
		return null;
	}

	@Test
	void rowsOfSeveralTablesComeAsOneEntity() {
		this.database.execute("INSERT INTO vehicles SELECT n, 'v' || n FROM generate_series(1, 30) n",
				"INSERT INTO trucks SELECT n, n FROM generate_series(1, 30, 2) n");
		try (ConfigurableApplicationContext context = start()) {
			List<RealtimeEvent<?>> events = TestApplication.recorder(context).events();
			await().until(() -> events.size() == 30);
			assertThat(events).allMatch((event) -> event.action() == EventAction.READ)
				.allMatch((event) -> event.newImage().unknownAttributes().isEmpty())
				.filteredOn((event) -> event.newEntity() instanceof Truck)
				.hasSize(15);
			assertThat(events).extracting(RealtimeEvent::position).isSorted();
			assertThat(TestApplication.recorder(context).transactions()).hasSize(1);
		}
	}

	@Test
	void isNotTakenAgain() {
		this.database.execute("INSERT INTO items VALUES (1)");
		try (ConfigurableApplicationContext context = start()) {
			await().until(() -> context.getBean(Items.class).read.size() == 1);
		}
		this.database.execute("INSERT INTO items VALUES (2)");
		try (ConfigurableApplicationContext context = start()) {
			await().until(() -> context.getBean(Items.class).seen.size() == 1);
			assertThat(context.getBean(Items.class).read).isEmpty();
		}
	}

	@Test
	void whatIsBrokenOffIsDoneBesideTheStream() {
		this.database.execute(KEY, "INSERT INTO items SELECT n FROM generate_series(1, 100) n");
		try (ConfigurableApplicationContext context = TestApplication.start(this.database, ItemsConfiguration.class,
				"realtime.snapshot=initial", "realtime.listener.shutdown-timeout=100ms")) {
			Items items = context.getBean(Items.class);
			await().until(() -> items.holding.getCount() == 0);
			this.database.execute("DELETE FROM items WHERE id = 1", "INSERT INTO items VALUES (101)");
		}
		try (ConfigurableApplicationContext context = start()) {
			Items items = context.getBean(Items.class);
			RealtimeBackfill backfill = context.getBean(RealtimeBackfill.class);
			await().until(() -> backfill.list().stream().allMatch((progress) -> progress.state() == State.COMPLETED));
			assertThat(items.read).hasSize(100).doesNotContain(1L).contains(2L, 101L);
			assertThat(items.deleted).containsExactly(1L);
		}
	}

	private ConfigurableApplicationContext start() {
		this.database.execute(KEY);
		return TestApplication.streaming(this.database, FollowingConfiguration.class, "realtime.snapshot=initial",
				"realtime.backfill.chunk-size=100");
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Warehouse.class, Items.class })
	static class FollowingConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Warehouse.class, Items.class, Holding.class })
	static class ItemsConfiguration {

	}

	static class Holding {

		private final Items items;

		Holding(Items items) {
			this.items = items;
		}

		@EventListener
		void on(EntityRead<Item> event) throws InterruptedException {
			if (event.newEntity().id == 50) {
				this.items.holding.countDown();
				new CountDownLatch(1).await();
			}
		}

	}

	static class Items {

		private final CountDownLatch holding = new CountDownLatch(1);

		private final Map<Long, Integer> seen = new ConcurrentHashMap<>();

		private final Queue<Long> read = new ConcurrentLinkedQueue<>();

		private final Queue<Long> deleted = new ConcurrentLinkedQueue<>();

		private volatile boolean inserted;

		private volatile boolean outOfOrder;

		@EventListener
		void on(RealtimeEvent<Item> event) {
			if (event.newEntity() == null) {
				this.deleted.add((Long) event.id());
				return;
			}
			this.seen.merge(event.newEntity().id, 1, Integer::sum);
			if (event.action() == EventAction.READ) {
				this.read.add(event.newEntity().id);
				this.outOfOrder |= this.inserted;
			}
			else {
				this.inserted = true;
			}
		}

	}

}
