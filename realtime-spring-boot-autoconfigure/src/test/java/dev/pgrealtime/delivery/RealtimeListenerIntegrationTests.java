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

package dev.pgrealtime.delivery;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.TransactionChanges;
import dev.pgrealtime.autoconfigure.Parcel;
import dev.pgrealtime.autoconfigure.PostOffice;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The methods of {@code @RealtimeListener} go their own ways, and what is confirmed to
 * the server is done.
 */
class RealtimeListenerIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	@BeforeEach
	void createTable() {
		this.database.execute(Parcel.TABLE);
	}

	@Test
	void oneThatAlwaysFailsDoesNotHoldUpTheOthersNorMakeThemSeeAnEventTwice() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database, FailingApplication.class,
				"realtime.listener.max-attempts=1000000", "realtime.listener.retry-initial-interval=1ms",
				"realtime.listener.retry-max-interval=10ms")) {
			Failing failing = context.getBean(Failing.class);
			Healthy healthy = context.getBean(Healthy.class);
			for (int i = 1; i <= 200; i++) {
				this.database.execute("INSERT INTO parcel VALUES (%d, 'sent')".formatted(i));
			}
			await().until(() -> healthy.events.size() >= 200 && TestApplication.recorder(context).events().size() >= 200
					&& failing.attempts.get() > 3);
			Lsn first = healthy.events.get(0).position().commitLsn();
			assertThat(confirmed()).isLessThanOrEqualTo(first);
			assertThat(context.getBean(EventDelivery.class).listeners()).extracting(ListenerStatus::state)
				.containsExactly(ListenerStatus.State.RETRYING, ListenerStatus.State.RUNNING);
			failing.mended = true;
			Lsn last = healthy.events.get(199).position().commitLsn();
			await().until(() -> confirmed().isAfter(last));
			assertThat(failing.handled).extracting(RealtimeEvent::id).doesNotHaveDuplicates().hasSize(200);
			assertThat(healthy.events).extracting(RealtimeEvent::position).doesNotHaveDuplicates().isSorted();
			assertThat(TestApplication.recorder(context).events()).hasSize(200);
		}
	}

	@Test
	void eventsOfAKeyArriveInOrderAndNothingIsConfirmedThatIsNotDone() throws SQLException {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database,
				ParallelApplication.class)) {
			Parallel parallel = context.getBean(Parallel.class);
			List<Sample> samples = new ArrayList<>();
			try (Connection connection = this.database.connect(); Statement statement = connection.createStatement()) {
				statement.execute("INSERT INTO parcel SELECT id, '0' FROM generate_series(0, 19) id");
				for (int i = 1; i <= 1500; i++) {
					statement.execute("UPDATE parcel SET status = '%d' WHERE id = %d".formatted(i, i % 20));
					if (i % 10 == 0) {
						samples.add(sample(parallel));
					}
				}
			}
			await().until(() -> {
				samples.add(sample(parallel));
				return parallel.done.size() == 1500;
			});
			assertThat(parallel.mostAtATime).hasValue(8);
			assertThat(parallel.byKey.values()).hasSize(20)
				.allSatisfy((statuses) -> assertThat(statuses).hasSize(75).isSorted());
			assertNothingWasConfirmedTooEarly(samples, parallel.done);
			Lsn last = parallel.done.stream().map(EventPosition::commitLsn).max(Lsn::compareTo).orElseThrow();
			await().until(() -> confirmed().isAfter(last));
		}
	}

	private Sample sample(Parallel parallel) {
		Lsn confirmed = confirmed();
		return new Sample(confirmed, parallel.done.size());
	}

	private static void assertNothingWasConfirmedTooEarly(List<Sample> samples, List<EventPosition> done) {
		assertThat(samples.stream().map(Sample::confirmed).distinct()).hasSizeGreaterThan(3);
		for (Sample sample : samples) {
			assertThat(done.subList(sample.done(), done.size())).extracting(EventPosition::commitLsn)
				.noneMatch((commitLsn) -> sample.confirmed().isAfter(commitLsn));
		}
	}

	@Test
	void aLongTransactionArrivesInNumberedParts() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database,
				BatchApplication.class)) {
			this.database.execute("INSERT INTO parcel SELECT id, 'sent' FROM generate_series(1, 2500) id",
					"INSERT INTO parcel VALUES (0, 'sent')");
			List<TransactionChanges<Parcel>> parts = context.getBean(Batches.class).parts;
			await().until(() -> parts.size() == 4);
			assertThat(parts).extracting(TransactionChanges::part).containsExactly(1, 2, 3, 1);
			assertThat(parts).extracting(TransactionChanges::last).containsExactly(false, false, true, true);
			assertThat(parts).extracting((part) -> part.events().size()).containsExactly(1000, 1000, 500, 1);
			assertThat(parts.stream().limit(3).flatMap((part) -> part.events().stream()).map(RealtimeEvent::id))
				.doesNotHaveDuplicates()
				.hasSize(2500);
			await().until(() -> confirmed().isAfter(parts.get(3).commitLsn()));
		}
	}

	@Test
	void aCallThatOutlivesItsConnectionKeepsTheOrderOfItsKey() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database,
				HoldingApplication.class)) {
			Holding holding = context.getBean(Holding.class);
			this.database.execute("INSERT INTO parcel VALUES (1, 'sent')", "UPDATE parcel SET status = 'lost'");
			await().until(() -> holding.begun.size() == 1);
			this.database.query("SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots "
					+ "WHERE database = current_database()");
			this.database.execute("INSERT INTO parcel VALUES (2, 'sent')");
			await().until(() -> holding.begun.size() == 2);
			assertThat(holding.begun).containsExactly("INSERT 1", "INSERT 2");
			holding.release.countDown();
			await().until(() -> holding.begun.size() == 4);
			assertThat(holding.begun).containsExactly("INSERT 1", "INSERT 2", "INSERT 1", "UPDATE 1");
			String last = this.database.query("SELECT pg_current_wal_lsn()");
			await().until(() -> !Lsn.parse(last).isAfter(confirmed()));
		}
	}

	private Lsn confirmed() {
		return Lsn.parse(this.database
			.query("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE database = current_database()"));
	}

	/**
	 * What was confirmed at a moment when so many events were done.
	 *
	 * @param confirmed the position, which was read first
	 * @param done the number of events that were done then
	 */
	private record Sample(Lsn confirmed, int done) {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ PostOffice.class, Failing.class, Healthy.class })
	static class FailingApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ PostOffice.class, Parallel.class })
	static class ParallelApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ PostOffice.class, Batches.class })
	static class BatchApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ PostOffice.class, Holding.class })
	static class HoldingApplication {

	}

	static class Failing {

		private final AtomicInteger attempts = new AtomicInteger();

		private final List<RealtimeEvent<?>> handled = new CopyOnWriteArrayList<>();

		private volatile boolean mended;

		@RealtimeListener(id = "failing")
		void on(EntityInserted<Parcel> event) {
			this.attempts.incrementAndGet();
			if (!this.mended) {
				throw new IllegalStateException("failing");
			}
			this.handled.add(event);
		}

	}

	static class Healthy {

		private final List<RealtimeEvent<?>> events = new CopyOnWriteArrayList<>();

		@RealtimeListener(id = "healthy")
		void on(EntityInserted<Parcel> event) {
			this.events.add(event);
		}

	}

	static class Parallel {

		private final Map<Object, List<Integer>> byKey = new ConcurrentHashMap<>();

		private final List<EventPosition> done = new CopyOnWriteArrayList<>();

		private final Set<Object> running = ConcurrentHashMap.newKeySet();

		private final AtomicInteger mostAtATime = new AtomicInteger();

		@RealtimeListener(concurrency = 8)
		void on(EntityUpdated<Parcel> event) {
			this.running.add(event.position());
			this.mostAtATime.accumulateAndGet(this.running.size(), Math::max);
			LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(6_000_000));
			this.byKey.computeIfAbsent(event.id(), (id) -> new CopyOnWriteArrayList<>())
				.add(Integer.valueOf(event.newEntity().getStatus()));
			this.done.add(event.position());
			this.running.remove(event.position());
		}

	}

	static class Batches {

		private final List<TransactionChanges<Parcel>> parts = new CopyOnWriteArrayList<>();

		@RealtimeListener
		void on(TransactionChanges<Parcel> changes) {
			this.parts.add(changes);
		}

	}

	static class Holding {

		private final List<String> begun = new CopyOnWriteArrayList<>();

		private final CountDownLatch release = new CountDownLatch(1);

		@RealtimeListener(concurrency = 2)
		void on(RealtimeEvent<Parcel> event) throws InterruptedException {
			this.begun.add("%s %s".formatted(event.action(), event.id()));
			if (this.begun.size() == 1) {
				this.release.await();
			}
		}

	}

}
