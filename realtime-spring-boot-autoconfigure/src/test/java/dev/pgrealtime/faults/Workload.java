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
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.pgrealtime.support.TestDatabase;

/**
 * Several writers that change accounts at random, in transactions of one or more
 * statements, some of them rolled back in part or as a whole. They go on when the server
 * throws them out, and comes back. Which statements they write follows from a seed; how
 * those of several writers interleave does not.
 */
public final class Workload implements AutoCloseable {

	private static final int KEYS = 300;

	private static final int MAX_PAUSE_MILLIS = 6;

	private final TestDatabase database;

	private final CountDownLatch stopping = new CountDownLatch(1);

	private final AtomicLong committed = new AtomicLong();

	private final List<FutureTask<Void>> writers = new ArrayList<>();

	private Workload(TestDatabase database) {
		this.database = database;
	}

	/**
	 * Begin to write.
	 * @param database the database, where the table is
	 * @param seed decides what is written
	 * @param writers how many connections write
	 * @return the workload, to be closed before the rows are looked at
	 */
	public static Workload start(TestDatabase database, long seed, int writers) {
		Workload workload = new Workload(database);
		for (int i = 0; i < writers; i++) {
			Random random = new Random(seed + i);
			FutureTask<Void> writer = new FutureTask<>(() -> workload.write(random), null);
			workload.writers.add(writer);
			new Thread(writer, "writer-" + i).start();
		}
		return workload;
	}

	/**
	 * Return how many transactions are known to have been committed.
	 * @return the number so far
	 */
	public long committed() {
		return this.committed.get();
	}

	private void write(Random random) {
		while (!pause(random)) {
			try (Connection connection = this.database.connect(); Statement statement = connection.createStatement()) {
				connection.setAutoCommit(false);
				while (!pause(random)) {
					transaction(connection, statement, random);
				}
			}
			catch (SQLException ex) {
				if (!isAway(ex)) {
					throw new IllegalStateException(ex);
				}
			}
		}
	}

	private boolean pause(Random random) {
		try {
			return this.stopping.await(random.nextInt(MAX_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void transaction(Connection connection, Statement statement, Random random) throws SQLException {
		try {
			for (int i = random.nextInt(6); i >= 0; i--) {
				boolean regretted = random.nextInt(10) == 0;
				statement.execute(regretted ? "SAVEPOINT regretted" : "SELECT 1");
				statement.execute(change(random));
				if (regretted) {
					statement.execute("ROLLBACK TO regretted");
				}
			}
			if (random.nextInt(20) == 0) {
				connection.rollback();
			}
			else {
				connection.commit();
				this.committed.incrementAndGet();
			}
		}
		catch (SQLException ex) {
			if (!isConflict(ex)) {
				throw ex;
			}
			connection.rollback();
		}
	}

	private static String change(Random random) {
		int id = random.nextInt(KEYS);
		return switch (random.nextInt(12)) {
			case 0, 1 -> "DELETE FROM account WHERE id = " + id;
			case 2 -> """
					UPDATE account SET id = %1$d, version = nextval('account_version') WHERE id = %2$d
					AND NOT EXISTS (SELECT FROM account WHERE id = %1$d)""".formatted(random.nextInt(2 * KEYS), id);
			case 3 -> "UPDATE account SET version = nextval('account_version') WHERE id BETWEEN %d AND %d".formatted(id,
					id + 5);
			case 4 -> "UPDATE account SET note = repeat('%c', %d) WHERE id = %d".formatted('a' + random.nextInt(26),
					random.nextInt(5000), id);
			case 5, 6, 7, 8 -> """
					INSERT INTO account VALUES (%d, 'inserted', nextval('account_version'), 'by %d') ON CONFLICT (id)
					DO UPDATE SET owner = 'upserted', version = EXCLUDED.version""".formatted(id, random.nextInt());
			case 9 -> (random.nextInt(300) == 0) ? "TRUNCATE account" : "DELETE FROM account WHERE id = " + id;
			default ->
				"UPDATE account SET version = nextval('account_version'), owner = 'owner %d', note = NULL WHERE id = %d"
					.formatted(random.nextInt(), id);
		};
	}

	/**
	 * Tell whether another writer was in the way: a deadlock, or a key that it took
	 * first.
	 */
	private static boolean isConflict(SQLException ex) {
		return "40P01".equals(ex.getSQLState()) || "23505".equals(ex.getSQLState());
	}

	/**
	 * Tell whether the connection is gone, or there is none to be had.
	 */
	private static boolean isAway(SQLException ex) {
		String state = String.valueOf(ex.getSQLState());
		return state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
	}

	/**
	 * Let all writers come to the end of their transactions.
	 */
	public void stop() {
		this.stopping.countDown();
		for (FutureTask<Void> writer : this.writers) {
			try {
				writer.get();
			}
			catch (ExecutionException ex) {
				throw new AssertionError("A writer failed", ex.getCause());
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	@Override
	public void close() {
		stop();
	}

}
