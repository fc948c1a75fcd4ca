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

package dev.pgrealtime.e2e;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.faults.SlowFault;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.support.ConfirmedLsnSampler;
import dev.pgrealtime.support.EventRecorder;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever happens to the pool, the connection, the application or a listener, no event
 * is lost.
 */
class ResilienceIntegrationTests {

	private static final String INSERT = "INSERT INTO orders VALUES (gen_random_uuid(), 'PENDING', ?, NULL)";

	private final TestDatabase database = PostgresServer.newDatabase();

	private ConfirmedLsnSampler sampler;

	@BeforeEach
	void createTable() {
		this.database.execute(Order.TABLE);
		this.sampler = ConfirmedLsnSampler.start(this.database);
	}

	@AfterEach
	void nothingWasConfirmedTooEarly() {
		this.sampler.close();
	}

	private ConfigurableApplicationContext streaming(Class<?> configuration, String... properties) {
		ConfigurableApplicationContext context = TestApplication.streaming(this.database, configuration, properties);
		this.sampler.watch(TestApplication.recorder(context));
		return context;
	}

	@Test
	void eventsArriveWhileTheOnlyPooledConnectionIsTaken() throws SQLException {
		try (ConfigurableApplicationContext context = streaming(ShopConfiguration.class,
				"spring.datasource.hikari.maximum-pool-size=1");
				Connection taken = context.getBean(DataSource.class).getConnection()) {
			insert(100);
			await().until(() -> TestApplication.recorder(context).events().size() == 100);
			assertThat(taken.isValid(1)).isTrue();
		}
	}

	@Test
	void whatHappensWhileTheApplicationIsStoppedArrivesOnceItStartsAgain() throws SQLException {
		try (ConfigurableApplicationContext context = streaming(ShopConfiguration.class)) {
			insert(10);
			await().until(() -> TestApplication.recorder(context).events().size() == 10);
		}
		insert(1000);
		try (ConfigurableApplicationContext context = streaming(ShopConfiguration.class)) {
			EventRecorder recorder = TestApplication.recorder(context);
			await().until(() -> recorder.events().size() >= 1000);
			this.database.execute("INSERT INTO orders VALUES (gen_random_uuid(), 'PENDING', 1000, NULL)");
			await().until(() -> totals(recorder).contains(1000L));
			assertThat(totals(recorder)).containsExactlyElementsOf(range(1001));
			assertThat(recorder.events()).extracting(RealtimeEvent::position).isSorted().doesNotHaveDuplicates();
		}
	}

	@Test
	void aStopLetsTheTransactionInProgressComeToItsEnd() throws SQLException {
		this.database.execute("ALTER TABLE orders ADD COLUMN padding text DEFAULT repeat('x', 1000)");
		ConfigurableApplicationContext context = streaming(HoldingConfiguration.class,
				"realtime.listener.buffer-size=100KB");
		HoldingListener listener = context.getBean(HoldingListener.class);
		EventRecorder recorder = TestApplication.recorder(context);
		this.database
			.execute("INSERT INTO orders SELECT gen_random_uuid(), 'PENDING', n, NULL FROM generate_series(0, 1999) n");
		await().until(() -> listener.holding.getCount() == 0);
		Thread closing = new Thread(context::close);
		closing.start();
		await().until(
				() -> closing.getState() == Thread.State.WAITING || closing.getState() == Thread.State.TIMED_WAITING);
		listener.release.countDown();
		await().until(() -> !closing.isAlive());
		assertThat(totals(recorder)).containsExactlyElementsOf(range(2000));
		assertThat(recorder.transactions()).hasSize(1);
		insert(1);
		try (ConfigurableApplicationContext next = streaming(ShopConfiguration.class)) {
			await().until(() -> !TestApplication.recorder(next).events().isEmpty());
			assertThat(totals(TestApplication.recorder(next))).containsExactly(0L);
		}
	}

	@Test
	void nothingIsLostWhenTheWalsenderIsKilledAgainAndAgain() throws SQLException {
		try (ConfigurableApplicationContext context = streaming(CountingConfiguration.class,
				"realtime.retry.initial-interval=20ms");
				Connection connection = this.database.connect();
				PreparedStatement insert = connection.prepareStatement(INSERT)) {
			CountingListener listener = context.getBean(CountingListener.class);
			for (int i = 0; i < 10_000; i++) {
				insert.setLong(1, i);
				insert.execute();
				if (i % 2000 == 1000) {
					int seen = i;
					await().until(() -> listener.totals.size() > seen - 1000);
					terminateWalsender();
				}
			}
			await().atMost(Duration.ofMinutes(1)).until(() -> listener.totals.size() == 10_000);
			assertThat(listener.totals).containsExactlyInAnyOrderElementsOf(range(10_000));
			assertThat(listener.positions).hasSize(10_000);
			assertThat(listener.mismatches).hasValue(0);
		}
	}

	@Test
	@SlowFault
	void itGoesOnWhileTheWalsenderIsKilledFiveTimesASecond() throws Exception {
		try (ConfigurableApplicationContext context = streaming(CountingConfiguration.class,
				"realtime.retry.initial-interval=20ms");
				Connection connection = this.database.connect();
				PreparedStatement insert = connection.prepareStatement(INSERT)) {
			CountingListener listener = context.getBean(CountingListener.class);
			long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
			AtomicInteger written = new AtomicInteger();
			await().atMost(Duration.ofMinutes(2))
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(200))
				.until(() -> {
					for (int i = 0; i < 100; i++) {
						insert.setLong(1, written.getAndIncrement());
						insert.execute();
					}
					terminateWalsenders();
					return System.nanoTime() - end > 0;
				});
			assertThat(listener.totals).hasSizeGreaterThan(written.get() / 2);
			await().atMost(Duration.ofMinutes(1)).until(() -> listener.totals.size() == written.get());
			assertThat(listener.positions).hasSize(written.get());
			assertThat(listener.mismatches).hasValue(0);
		}
	}

	private void terminateWalsenders() {
		this.database.query(
				"SELECT count(pg_terminate_backend(active_pid)) FROM pg_replication_slots WHERE active AND database = '%s'"
					.formatted(this.database.name()));
	}

	private void terminateWalsender() {
		await().until(() -> "t".equals(this.database
			.query("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active AND database = '%s'"
				.formatted(this.database.name()))));
	}

	@Test
	void anEventIsPublishedAgainUntilItsListenersReturn() throws SQLException {
		try (ConfigurableApplicationContext context = streaming(FailingConfiguration.class,
				"realtime.listener.retry-initial-interval=10ms", "realtime.listener.retry-max-interval=20ms",
				"realtime.listener.on-exhausted=stop")) {
			FailingListener listener = context.getBean(FailingListener.class);
			EventRecorder recorder = TestApplication.recorder(context);
			insert(3);
			await().until(() -> listener.attempts.get() > 20);
			ReplicationStatus status = TestApplication.worker(context).status();
			assertThat(status.problem()).contains("INSERT of Order at ", "mail server is down");
			assertThat(status.action()).isNotEmpty();
			assertThat(recorder.transactions()).isEmpty();
			String firstCommit = recorder.events().get(0).position().commitLsn().toString();
			assertThat(this.database.query(
					"SELECT bool_and(confirmed_flush_lsn <= '%s') FROM pg_replication_slots WHERE slot_name = 'realtime_%s'"
						.formatted(firstCommit, this.database.name())))
				.isEqualTo("t");
			listener.failing.set(false);
			await().until(() -> recorder.transactions().size() == 3);
			assertThat(TestApplication.worker(context).status().problem()).isNull();
			assertThat(new HashSet<>(totals(recorder))).containsExactlyInAnyOrderElementsOf(range(3));
		}
	}

	@Test
	void aListenerThatLeavesTheThreadInterruptedDoesNotStopTheStream() throws SQLException {
		try (ConfigurableApplicationContext context = streaming(InterruptingConfiguration.class)) {
			insert(20);
			await().until(() -> TestApplication.recorder(context).transactions().size() == 20);
			assertThat(totals(TestApplication.recorder(context))).containsExactlyElementsOf(range(20));
		}
	}

	@Test
	void anIdleSlotAdvancesWhileOtherTablesAreWritten() {
		this.database.execute("CREATE TABLE noise (filler text)");
		try (ConfigurableApplicationContext context = streaming(ShopConfiguration.class)) {
			this.database.execute("INSERT INTO noise SELECT repeat('x', 1000) FROM generate_series(1, 10000)");
			String written = this.database.query("SELECT pg_current_wal_lsn()");
			await().atMost(Duration.ofSeconds(30))
				.until(() -> "t".equals(this.database.query(
						"SELECT confirmed_flush_lsn >= '%s' FROM pg_replication_slots WHERE slot_name = 'realtime_%s'"
							.formatted(written, this.database.name()))));
			assertThat(TestApplication.recorder(context).events()).isEmpty();
		}
	}

	@Test
	void streamsAgainAfterAStopAndAStart() throws SQLException {
		try (ConfigurableApplicationContext context = streaming(ShopConfiguration.class)) {
			for (int i = 0; i < 5; i++) {
				context.stop();
				assertThat(threadNames()).doesNotContain("realtime-reader", "realtime-dispatcher");
				context.start();
			}
			insert(5);
			await().until(() -> TestApplication.recorder(context).events().size() == 5);
		}
	}

	private static List<String> threadNames() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
	}

	private void insert(int rows) throws SQLException {
		try (Connection connection = this.database.connect();
				PreparedStatement insert = connection.prepareStatement(INSERT)) {
			for (int i = 0; i < rows; i++) {
				insert.setLong(1, i);
				insert.execute();
			}
		}
	}

	private static List<Long> totals(EventRecorder recorder) {
		return recorder.events().stream().map(ResilienceIntegrationTests::total).toList();
	}

	private static long total(RealtimeEvent<?> event) {
		Order order = (Order) event.newEntity();
		assertThat(order).isNotNull();
		return order.getTotalCents();
	}

	private static List<Long> range(int end) {
		return IntStream.range(0, end).mapToObj(Long::valueOf).toList();
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ShopConfiguration.class, FailingListener.class })
	static class FailingConfiguration {

	}

	static class FailingListener {

		private final AtomicBoolean failing = new AtomicBoolean(true);

		private final AtomicInteger attempts = new AtomicInteger();

		@EventListener
		void on(EntityInserted<Order> event) {
			this.attempts.incrementAndGet();
			if (this.failing.get()) {
				throw new IllegalStateException("mail server is down");
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ShopConfiguration.class, HoldingListener.class })
	static class HoldingConfiguration {

	}

	static class HoldingListener {

		private final CountDownLatch holding = new CountDownLatch(1);

		private final CountDownLatch release = new CountDownLatch(1);

		@EventListener
		void on(EntityInserted<Order> event) throws InterruptedException {
			if (event.newEntity().getTotalCents() == 5) {
				this.holding.countDown();
				this.release.await();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ShopConfiguration.class, InterruptingListener.class })
	static class InterruptingConfiguration {

	}

	static class InterruptingListener {

		@EventListener
		void on(EntityInserted<Order> event) {
			Thread.currentThread().interrupt();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ShopConfiguration.class, CountingListener.class })
	static class CountingConfiguration {

	}

	static class CountingListener {

		private final Set<Long> totals = ConcurrentHashMap.newKeySet();

		private final Set<EventPosition> positions = ConcurrentHashMap.newKeySet();

		private final AtomicInteger mismatches = new AtomicInteger();

		@EventListener
		void on(EntityInserted<Order> event) {
			boolean newTotal = this.totals.add(event.newEntity().getTotalCents());
			boolean newPosition = this.positions.add(event.position());
			if (newTotal != newPosition) {
				this.mismatches.incrementAndGet();
			}
		}

	}

}
