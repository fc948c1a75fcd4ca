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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.RealtimeFence;
import dev.pgrealtime.support.OwnPostgresServer;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RealtimeFence}: who has waited at it finds the listeners done with
 * everything that was committed before.
 */
class FenceIntegrationTests {

	private static final Duration SHORT = Duration.ofMillis(200);

	private static final Duration LONG = Duration.ofMinutes(1);

	private final TestDatabase database = PostgresServer.newDatabase();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private ConfigurableApplicationContext context;

	private GatedListener listener;

	private RealtimeFence fence;

	@BeforeEach
	void createTable() {
		this.database.execute(Order.TABLE);
	}

	@AfterEach
	void close() {
		if (this.listener != null) {
			this.listener.open();
		}
		this.context.close();
		this.executor.shutdown();
	}

	@Test
	void aNewApplicationIsWaitedForUntilItStreams() throws Exception {
		start(this.database);
		this.fence.awaitDelivered(LONG);
		insert(1);
		this.fence.awaitDelivered(LONG);
		assertThat(this.listener.totals).containsExactly(1L);
	}

	@Test
	void returnsOnceTheListenersOfEverythingCommittedBeforeHaveReturned() throws Exception {
		start(this.database);
		this.fence.awaitDelivered(LONG);
		this.listener.shut();
		this.database
			.execute("INSERT INTO orders SELECT gen_random_uuid(), 'PENDING', n, NULL FROM generate_series(1, 500) n");
		insert(501);
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> this.fence.awaitDelivered(SHORT))
			.withMessage("What was committed was not delivered within PT0.2S, the stream is STREAMING");
		Future<?> waiting = awaitInBackground();
		this.listener.open();
		waiting.get();
		assertThat(this.listener.totals).hasSize(501);
	}

	@Test
	void everyThreadFindsWhatItHasCommitted() throws Exception {
		start(this.database);
		this.fence.awaitDelivered(LONG);
		List<Future<?>> threads = new ArrayList<>();
		for (int thread = 0; thread < 8; thread++) {
			long first = thread * 1000L;
			threads.add(inBackground(() -> commitAndLook(first)));
		}
		assertThat(threads).allSatisfy((thread) -> assertThat(thread).succeedsWithin(LONG));
		assertThat(this.listener.totals).hasSize(200);
	}

	private void commitAndLook(long first) throws Exception {
		for (long total = first; total < first + 25; total++) {
			insert(total);
			this.fence.awaitDelivered(LONG);
			assertThat(this.listener.totals).contains(total);
		}
	}

	@Test
	void holdsWhenTheConnectionBreaksWhileSomebodyWaits() throws Exception {
		start(this.database, "realtime.retry.initial-interval=20ms");
		breakWhileSomebodyWaits();
	}

	@Test
	void holdsWhenItsOwnSignalGoesWithATemporarySlot() throws Exception {
		start(this.database, "realtime.retry.initial-interval=20ms", "realtime.slot.temporary=true");
		breakWhileSomebodyWaits();
		insert(2);
		this.fence.awaitDelivered(LONG);
		assertThat(this.listener.totals).contains(2L);
	}

	private void breakWhileSomebodyWaits() throws Exception {
		this.fence.awaitDelivered(LONG);
		this.listener.shut();
		insert(1);
		this.listener.reached.await();
		String before = this.database.query("SELECT pg_current_wal_insert_lsn()");
		Future<?> waiting = awaitInBackground();
		await().until(
				() -> "t".equals(this.database.query("SELECT pg_current_wal_insert_lsn() > '%s'".formatted(before))));
		String walsender = walsender();
		this.database.execute("SELECT pg_terminate_backend(%s)".formatted(walsender));
		await().until(() -> walsender() != null && !walsender.equals(walsender()));
		assertThat(waiting.isDone()).isFalse();
		this.listener.open();
		waiting.get();
		assertThat(this.listener.totals).containsExactly(1L);
	}

	private String walsender() {
		return this.database.query("SELECT active_pid FROM pg_replication_slots WHERE active AND database = '%s'"
			.formatted(this.database.name()));
	}

	@Test
	void saysWhatKeepsTheListenersWhenItIsNotInTime() throws Exception {
		start(this.database);
		this.fence.awaitDelivered(LONG);
		this.listener.failing = true;
		insert(1);
		await().until(() -> TestApplication.worker(this.context).status().problem() != null);
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> this.fence.awaitDelivered(SHORT))
			.withMessageContainingAll("within PT0.2S, the stream is STREAMING", "mail server is down");
		this.listener.failing = false;
		this.fence.awaitDelivered(LONG);
		assertThat(this.listener.totals).containsExactly(1L);
	}

	@Test
	void isNotPassedByWhatIsHeldBack() throws Exception {
		start(this.database);
		this.fence.awaitDelivered(LONG);
		this.database.execute("INSERT INTO orders VALUES (gen_random_uuid(), 'LOST', 1, NULL)");
		await().until(() -> TestApplication.worker(this.context).status().problem() != null);
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> this.fence.awaitDelivered(SHORT))
			.withMessageContaining("A change cannot be decoded");
	}

	@Test
	void anInstanceThatStandsBySaysSo() throws Exception {
		start(this.database);
		this.fence.awaitDelivered(LONG);
		try (ConfigurableApplicationContext standby = TestApplication.start(this.database, ShopConfiguration.class)) {
			RealtimeFence fenceOfStandby = standby.getBean(RealtimeFence.class);
			await().untilAsserted(() -> assertThatExceptionOfType(TimeoutException.class)
				.isThrownBy(() -> fenceOfStandby.awaitDelivered(SHORT))
				.withMessageContainingAll("the stream is STANDBY", "is in use"));
		}
	}

	@Test
	void aStoppedStreamIsNotWaitedFor() {
		start(this.database);
		this.context.stop();
		assertThatIllegalStateException().isThrownBy(() -> this.fence.awaitDelivered(LONG))
			.withMessage("Nothing is delivered, because the stream is stopped");
	}

	@Test
	void whoWaitsIsToldThatTheStreamStops() throws Exception {
		start(this.database, "realtime.listener.shutdown-timeout=100ms");
		this.fence.awaitDelivered(LONG);
		this.listener.shut();
		insert(1);
		Future<?> waiting = awaitInBackground();
		this.context.stop();
		assertThat(waiting).failsWithin(LONG)
			.withThrowableOfType(ExecutionException.class)
			.withMessageContaining("the stream is stopped");
	}

	@Test
	void anApplicationWithoutEntitiesSaysSo() {
		this.context = TestApplication.start(this.database, EmptyConfiguration.class);
		assertThatIllegalStateException()
			.isThrownBy(() -> this.context.getBean(RealtimeFence.class).awaitDelivered(LONG))
			.withMessageContaining("@RealtimeEntity");
	}

	@Test
	void aRoleThatMayNotWriteAMessageIsAnError() {
		String role = "reader_of_" + this.database.name();
		this.database.execute("CREATE ROLE %s LOGIN REPLICATION PASSWORD 'secret'".formatted(role),
				"ALTER TABLE orders OWNER TO " + role,
				"GRANT CREATE ON DATABASE %s TO %s".formatted(this.database.name(), role),
				"""
						DO $$
						BEGIN
							EXECUTE (SELECT string_agg(format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure), ';')
								FROM pg_proc WHERE proname = 'pg_logical_emit_message');
						END $$""");
		start(this.database, "realtime.connection.username=" + role, "realtime.connection.password=secret");
		assertThatIllegalStateException().isThrownBy(() -> this.fence.awaitDelivered(LONG))
			.withMessageContainingAll("The fence cannot be written", "permission denied");
	}

	@Test
	void aDatabaseThatIsAwayIsWaitedFor() throws Exception {
		try (OwnPostgresServer server = new OwnPostgresServer().start()) {
			server.database().execute(Order.TABLE);
			start(server.database(), "realtime.retry.initial-interval=20ms", "realtime.retry.max-interval=50ms");
			this.fence.awaitDelivered(LONG);
			server.stop();
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> this.fence.awaitDelivered(SHORT))
				.withMessageContaining("the stream is");
			Future<?> waiting = awaitInBackground();
			server.start();
			waiting.get();
			this.context.close();
		}
	}

	@Test
	void aThreadThatIsInterruptedStopsWaiting() throws Exception {
		start(this.database);
		this.fence.awaitDelivered(LONG);
		this.listener.shut();
		insert(1);
		Future<?> waiting = awaitInBackground();
		this.executor.shutdownNow();
		assertThat(waiting).failsWithin(LONG)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(InterruptedException.class);
	}

	private void start(TestDatabase database, String... properties) {
		this.context = TestApplication.start(database, GatedConfiguration.class, properties);
		this.listener = this.context.getBean(GatedListener.class);
		this.fence = this.context.getBean(RealtimeFence.class);
	}

	private Future<?> awaitInBackground() {
		return inBackground(() -> this.fence.awaitDelivered(LONG));
	}

	private Future<?> inBackground(Action action) {
		return this.executor.submit(() -> {
			action.run();
			return null;
		});
	}

	private void insert(long total) {
		this.database.execute("INSERT INTO orders VALUES (gen_random_uuid(), 'PENDING', %d, NULL)".formatted(total));
	}

	@FunctionalInterface
	private interface Action {

		void run() throws Exception;

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ GatedListener.class, ShopConfiguration.class })
	static class GatedConfiguration {

	}

	static class GatedListener {

		private final Set<Long> totals = ConcurrentHashMap.newKeySet();

		private final CountDownLatch reached = new CountDownLatch(1);

		private volatile CountDownLatch gate = new CountDownLatch(0);

		private volatile boolean failing;

		@EventListener
		void on(EntityInserted<Order> event) throws InterruptedException {
			this.reached.countDown();
			this.gate.await();
			if (this.failing) {
				throw new IllegalStateException("mail server is down");
			}
			this.totals.add(event.newEntity().getTotalCents());
		}

		void shut() {
			this.gate = new CountDownLatch(1);
		}

		void open() {
			this.gate.countDown();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan("dev.pgrealtime.support")
	static class EmptyConfiguration {

	}

}
