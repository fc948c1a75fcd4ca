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

import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.support.ConfirmedLsnSampler;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The stream is cut, or the server takes its time, wherever that may hurt.
 */
@SlowFault
class StreamFaultIntegrationTests {

	private static final String[] EAGER = { "realtime.retry.initial-interval=10ms",
			"realtime.retry.max-interval=50ms" };

	private final TestDatabase database = PostgresServer.newDatabase();

	private final Walsender walsender = new Walsender(this.database);

	private final ConfirmedLsnSampler sampler = ConfirmedLsnSampler.start(this.database);

	private final StateOracle oracle = Bank.found(this.database).whenCompleted(this.sampler::completed);

	@AfterEach
	void nothingWasConfirmedTooEarly() {
		this.sampler.close();
	}

	private ConfigurableApplicationContext streaming(Consumer<RealtimeEvent<Account>> listener) {
		return Bank.streaming(this.database, this.oracle, new Listener(listener), EAGER);
	}

	@Test
	void aConnectionThatIsCutAtEachRowOfAStatementLosesNothing() throws Exception {
		int rows = 8;
		Cutting cutting = new Cutting(1);
		this.oracle.faultHappened();
		try (ConfigurableApplicationContext context = streaming(cutting);
				Connection connection = this.database.connect()) {
			connection.unwrap(PGConnection.class)
				.getCopyAPI()
				.copyIn("COPY account FROM STDIN",
						new StringReader(IntStream.range(0, rows)
							.mapToObj("%d\tcopied\t1\t\\N\n"::formatted)
							.collect(Collectors.joining())));
			this.oracle.verify(context);
			assertThat(cutting.next).isEqualTo(rows + 1);
			assertThat(this.oracle.count()).isGreaterThanOrEqualTo(IntStream.rangeClosed(1, rows + 1).sum() - 1);
		}
	}

	@Test
	void transactionsThatAreTooLargeForTheMemoryOfTheServerComeWholeAndInOrder() throws SQLException {
		this.database
			.execute("ALTER DATABASE %s SET logical_decoding_work_mem = '64kB'".formatted(this.database.name()));
		Cutting cutting = new Cutting(1000);
		this.oracle.faultHappened();
		try (ConfigurableApplicationContext context = streaming(cutting);
				Connection first = this.database.connect();
				Connection second = this.database.connect();
				Connection third = this.database.connect()) {
			for (Connection connection : new Connection[] { first, second, third }) {
				connection.setAutoCommit(false);
			}
			for (int i = 0; i < 10; i++) {
				writePartly(first, i * 3000);
				writePartly(second, i * 3000 + 1000);
				writePartly(third, i * 3000 + 2000);
			}
			second.commit();
			third.rollback();
			first.commit();
			this.oracle.verify(context);
			assertThat(cutting.next).isEqualTo(6);
			await().until(() -> !"0".equals(this.database
				.query("SELECT spill_txns FROM pg_stat_replication_slots WHERE slot_name = 'realtime_%s'"
					.formatted(this.database.name()))));
		}
	}

	private static void writePartly(Connection connection, int from) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute("INSERT INTO account SELECT n, 'kept', 1, repeat('x', 100) FROM generate_series(%d, %d) n"
				.formatted(from, from + 499));
			statement.execute("SAVEPOINT regretted");
			statement
				.execute("INSERT INTO account SELECT n, 'regretted', 1, repeat('x', 100) FROM generate_series(%d, %d) n"
					.formatted(from + 500, from + 999));
			statement.execute("UPDATE account SET version = 2 WHERE id BETWEEN %d AND %d".formatted(from, from + 499));
			statement.execute("ROLLBACK TO regretted");
			statement.execute("UPDATE account SET owner = 'changed' WHERE id = " + from);
		}
	}

	@Test
	void aTransactionOfThousandsOfRelationsIsConfirmedOnlyWhenASlowListenerIsDoneWithIt() {
		int partitions = 1000;
		this.database.execute("DROP TABLE account", Account.TABLE[0].concat(" PARTITION BY LIST (id)"), """
				DO $$
				BEGIN
					FOR i IN 1..%d LOOP
						EXECUTE format('CREATE TABLE account_%%s PARTITION OF account FOR VALUES IN (%%s)', i, i);
					END LOOP;
				END $$""".formatted(partitions));
		Cutting cutting = new Cutting(300);
		this.oracle.faultHappened();
		try (ConfigurableApplicationContext context = streaming((event) -> {
			LockSupport.parkNanos(100_000);
			cutting.accept(event);
		})) {
			this.database.execute("INSERT INTO account SELECT n, 'partitioned', 1, NULL FROM generate_series(1, %d) n"
				.formatted(partitions));
			this.oracle.verify(context);
			assertThat(cutting.next).isEqualTo(4);
		}
	}

	@Test
	void signsOfLifeThatAreAheadOfWhatIsDoneConfirmNothing() throws InterruptedException {
		this.database.execute("CREATE TABLE noise (filler text)",
				"ALTER DATABASE %s SET wal_sender_timeout = '600ms'".formatted(this.database.name()));
		Holding holding = new Holding();
		this.oracle.faultHappened();
		try (ConfigurableApplicationContext context = streaming(holding)) {
			this.database.execute("INSERT INTO account VALUES (1, 'first of its connection', 1, NULL)");
			EventPosition held = await().until(() -> holding.held, (position) -> position != null);
			this.database.execute("INSERT INTO noise SELECT repeat('x', 1000) FROM generate_series(1, 1000)");
			Lsn noise = Lsn.parse(this.database.query("SELECT pg_current_wal_lsn()"));
			String process = this.walsender.process();
			await().until(() -> !noise.isAfter(TestApplication.worker(context).status().received()));
			// It asks for an answer after half the time, and goes if there is none
			await().until(() -> "t".equals(this.database
				.query("SELECT reply_time > backend_start + interval '1.5 s' FROM pg_stat_replication WHERE pid = "
						+ process)));
			assertThat(this.walsender.hasConfirmed(held.commitLsn())).isFalse();
			this.walsender.replace();
			holding.release.countDown();
			this.oracle.verify(context);
		}
	}

	@Test
	void nothingThatTheStreamNeedsIsLeftToTheGarbageCollector() {
		try (ConfigurableApplicationContext context = streaming((event) -> {
		})) {
			String process = this.walsender.process();
			for (int i = 0; i < 20; i++) {
				System.gc();
				this.database.execute("INSERT INTO account VALUES (%d, 'survivor', 1, NULL)".formatted(i));
			}
			this.oracle.verify(context);
			assertThat(this.walsender.process()).isEqualTo(process);
		}
	}

	record Listener(Consumer<RealtimeEvent<Account>> delegate) {

		@EventListener
		void on(RealtimeEvent<Account> event) {
			this.delegate.accept(event);
		}

	}

	/**
	 * Ends the connection when a transaction has come so far, and each time somewhat
	 * further.
	 */
	private final class Cutting implements Consumer<RealtimeEvent<Account>> {

		private final int step;

		private int next = 1;

		private Cutting(int step) {
			this.step = step;
		}

		@Override
		public void accept(RealtimeEvent<Account> event) {
			if (event.position().ordinal() == (long) this.next * this.step) {
				this.next++;
				StreamFaultIntegrationTests.this.walsender.replace();
			}
		}

	}

	/**
	 * Holds the events up.
	 */
	private static final class Holding implements Consumer<RealtimeEvent<Account>> {

		private final CountDownLatch release = new CountDownLatch(1);

		private volatile EventPosition held;

		@Override
		public void accept(RealtimeEvent<Account> event) {
			this.held = event.position();
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
