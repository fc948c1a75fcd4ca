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

package dev.pgrealtime.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.support.ConfirmedLsnSampler;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Listeners do what they should not.
 */
@SlowFault
class ListenerFaultIntegrationTests {

	private static final String INSERT = "INSERT INTO account SELECT n, 'inserted', 1, NULL FROM generate_series(%d, %d) n";

	private final TestDatabase database = PostgresServer.newDatabase();

	private final ConfirmedLsnSampler sampler = ConfirmedLsnSampler.start(this.database);

	private final StateOracle oracle = Bank.found(this.database).whenCompleted(this.sampler::completed);

	@AfterEach
	void nothingWasConfirmedTooEarly() {
		this.sampler.close();
	}

	@Test
	void anErrorIsTriedAgainAndStopsNoThread() {
		Erring erring = new Erring();
		this.oracle.faultHappened();
		try (ConfigurableApplicationContext context = Bank.streaming(this.database, this.oracle, erring,
				"realtime.listener.retry-initial-interval=5ms", "realtime.listener.retry-max-interval=10ms",
				"realtime.listener.max-attempts=1000000")) {
			Error[] errors = { new OutOfMemoryError("Java heap space"), new StackOverflowError(),
					new NoClassDefFoundError("a.Missing"), new AssertionError("impossible") };
			for (int i = 0; i < errors.length; i++) {
				erring.attempts.set(0);
				erring.error = errors[i];
				this.database.execute(INSERT.formatted(i, i));
				await().until(() -> erring.attempts.get() > 3);
				ReplicationStatus status = TestApplication.worker(context).status();
				assertThat(status.state()).isEqualTo(ReplicationStatus.State.STREAMING);
				assertThat(status.problem()).endsWith("has thrown " + errors[i]);
				erring.error = null;
				this.oracle.verify(context);
				this.oracle.faultHappened();
			}
		}
	}

	@Test
	void aCallThatNeverReturnsHoldsUpNothingButItsOwnListenerAndIsMadeAgain() {
		Stuck stuck = new Stuck();
		try (ConfigurableApplicationContext context = Bank.streaming(this.database, this.oracle, stuck,
				"realtime.listener.shutdown-timeout=100ms")) {
			for (int i = 0; i < 20; i++) {
				this.database.execute(INSERT.formatted(i, i));
			}
			await().until(() -> stuck.quick.get() == 20 && this.oracle.count() == 20);
			assertThat(stuck.calls).hasValue(1);
			assertThat(context.isRunning()).isTrue();
		}
		stuck.release.countDown();
		this.oracle.faultHappened();
		try (ConfigurableApplicationContext context = Bank.streaming(this.database, this.oracle, stuck)) {
			this.oracle.verify(context);
			assertThat(this.oracle.count()).isEqualTo(40);
			assertThat(stuck.calls).hasValue(21);
		}
	}

	@Test
	void aListenerThatWaitsForTheConnectionThatItHoldsIsParkedWhileTheOthersGoOn() {
		Greedy greedy = new Greedy();
		try (ConfigurableApplicationContext context = Bank.streaming(this.database, this.oracle, greedy,
				"spring.datasource.hikari.maximum-pool-size=1", "spring.datasource.hikari.connection-timeout=250",
				"realtime.listener.max-attempts=2", "realtime.listener.retry-initial-interval=5ms")) {
			greedy.pool = context.getBean(DataSource.class);
			this.database.execute(INSERT.formatted(1, 2));
			this.oracle.verify(context);
			assertThat(greedy.failures).hasValue(4);
			assertThat(this.database.query("SELECT count(*) FROM realtime_parked_event WHERE listener = 'greedy'"))
				.isEqualTo("2");
		}
	}

	static class Erring {

		private final AtomicInteger attempts = new AtomicInteger();

		private volatile @Nullable Error error;

		@EventListener
		void on(RealtimeEvent<Account> event) {
			this.attempts.incrementAndGet();
			Error error = this.error;
			if (error != null) {
				throw error;
			}
		}

	}

	static class Stuck {

		private final CountDownLatch release = new CountDownLatch(1);

		private final AtomicInteger calls = new AtomicInteger();

		private final AtomicInteger quick = new AtomicInteger();

		@RealtimeListener(id = "stuck")
		void stuck(EntityInserted<Account> event) {
			this.calls.incrementAndGet();
			while (this.release.getCount() > 0) {
				try {
					this.release.await();
				}
				catch (InterruptedException ex) {
					// It does not even listen to that
				}
			}
		}

		@RealtimeListener(id = "quick")
		void quick(EntityInserted<Account> event) {
			this.quick.incrementAndGet();
		}

	}

	static class Greedy {

		private final AtomicInteger failures = new AtomicInteger();

		private volatile @Nullable DataSource pool;

		@RealtimeListener(id = "greedy")
		void on(EntityInserted<Account> event) throws SQLException {
			try (Connection connection = this.pool.getConnection(); Connection another = this.pool.getConnection()) {
				throw new AssertionError("Two of one: " + connection + another);
			}
			catch (SQLException ex) {
				this.failures.incrementAndGet();
				throw ex;
			}
		}

	}

}
