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
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.BackfillProgress;
import dev.pgrealtime.EntityRead;
import dev.pgrealtime.RealtimeBackfill;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rows are read while they change, and while something goes wrong.
 */
@SlowFault
class BackfillFaultIntegrationTests {

	private static final int ROWS = 600;

	private static final int OPEN = 60;

	private final TestDatabase database = PostgresServer.newDatabase();

	private final StateOracle oracle = Bank.found(this.database);

	@BeforeEach
	void insertRows() {
		this.database.execute(
				"INSERT INTO account SELECT n, 'existing', nextval('account_version'), NULL FROM generate_series(1, %d) n"
					.formatted(ROWS));
	}

	@Test
	void aConnectionThatIsCutInEachChunkLeavesNothingOutAndMakesNothingOld() {
		Cutting cutting = new Cutting(new Walsender(this.database), 40);
		this.oracle.faultHappened();
		try (ConfigurableApplicationContext context = Bank.streaming(this.database, this.oracle, cutting,
				"realtime.backfill.chunk-size=40", "realtime.retry.initial-interval=10ms")) {
			try (Workload workload = Workload.start(this.database, 32, 2)) {
				awaitCompleted(context, context.getBean(RealtimeBackfill.class).start(Account.class));
				assertThat(workload.committed()).isPositive();
			}
			assertThat(cutting.cut).hasSizeGreaterThan(2);
			this.oracle.verify(context);
		}
	}

	@Test
	void rowsOfManyTransactionsThatAreOpenMeanwhileComeAsTheyAreInTheEnd() throws SQLException {
		Reading reading = new Reading();
		List<Connection> open = new ArrayList<>();
		try (ConfigurableApplicationContext context = Bank.streaming(this.database, this.oracle, reading,
				"realtime.backfill.chunk-size=20", "realtime.backfill.rows-per-second=400")) {
			for (int i = 0; i < OPEN; i++) {
				open.add(begin(i));
			}
			BackfillProgress backfill = context.getBean(RealtimeBackfill.class).start(Account.class);
			Collections.shuffle(open, new Random(32));
			for (int i = 0; i < OPEN; i++) {
				long enough = (i + 1) * ROWS / 2 / OPEN;
				await().until(() -> reading.rows.get() >= enough);
				end(open.get(i), i);
			}
			awaitCompleted(context, backfill);
			this.oracle.verify(context);
		}
	}

	/**
	 * Change rows that nobody else does, partly in subtransactions.
	 */
	private Connection begin(int number) throws SQLException {
		Connection connection = this.database.connect();
		connection.setAutoCommit(false);
		try (Statement statement = connection.createStatement()) {
			int id = 1 + number * ROWS / OPEN;
			statement.execute("UPDATE account SET version = nextval('account_version') WHERE id = " + id);
			statement.execute("SAVEPOINT one");
			statement.execute("DELETE FROM account WHERE id = " + (id + 1));
			statement.execute("INSERT INTO account VALUES (%d, 'new', 1, NULL)".formatted(ROWS + id));
			statement.execute("RELEASE one");
			statement.execute("SAVEPOINT two");
			statement.execute("UPDATE account SET owner = 'regretted' WHERE id = " + (id + 2));
			statement.execute("ROLLBACK TO two");
			statement.execute("UPDATE account SET id = %d WHERE id = %d".formatted(3 * ROWS + id, id + 3));
		}
		return connection;
	}

	private static void end(Connection connection, int number) throws SQLException {
		try (connection) {
			if (number % 5 == 0) {
				connection.rollback();
			}
			else {
				connection.commit();
			}
		}
	}

	private static void awaitCompleted(ConfigurableApplicationContext context, BackfillProgress started) {
		RealtimeBackfill backfill = context.getBean(RealtimeBackfill.class);
		await().until(() -> backfill.status(started.id()).state() == BackfillProgress.State.COMPLETED);
	}

	/**
	 * Ends the connection once in each part of the table.
	 */
	static class Cutting {

		private final Walsender walsender;

		private final int rows;

		private final Set<Long> cut = new HashSet<>();

		Cutting(Walsender walsender, int rows) {
			this.walsender = walsender;
			this.rows = rows;
		}

		@EventListener
		void on(EntityRead<Account> event) {
			if (this.cut.add(event.newEntity().getId() / this.rows)) {
				this.walsender.replace();
			}
		}

	}

	static class Reading {

		private final AtomicLong rows = new AtomicLong();

		@EventListener
		void on(EntityRead<Account> event) {
			this.rows.incrementAndGet();
		}

	}

}
