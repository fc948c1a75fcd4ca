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

package dev.pgrealtime.benchmarks.idle;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import dev.pgrealtime.benchmarks.server.ServerAddress;

/**
 * Tables that nobody streams, and what writing to them has the server keep for its slots.
 */
final class OtherTables {

	private static final String TABLE = "CREATE TABLE other (id bigint, content text)";

	/** A transaction of about a megabyte. */
	private static final String INSERT = """
			INSERT INTO other SELECT n, repeat(md5(n::text), 30) FROM generate_series(1, 1000) n""";

	/**
	 * What the server logs every 15 seconds too, and a slot needs to move on: who runs.
	 */
	private static final String SNAPSHOT = "SELECT pg_log_standby_snapshot()";

	private static final int TRANSACTIONS_PER_SNAPSHOT = 4;

	/**
	 * Together with the snapshots: an hour in which a gigabyte is written, in a minute.
	 */
	private static final int TRANSACTIONS_PER_SECOND = 16;

	private static final String KEPT = """
			SELECT slot_name, pg_current_wal_lsn() - confirmed_flush_lsn, pg_current_wal_lsn() - restart_lsn
			FROM pg_replication_slots WHERE database IS NOT NULL""";

	private final Map<String, KeptWal> kept = new HashMap<>();

	private final ServerAddress server;

	OtherTables(ServerAddress server) {
		this.server = server;
	}

	/**
	 * Write, and look after each transaction what the server keeps.
	 * @param bytes how much WAL to write
	 * @return the most that was kept for each slot
	 * @throws SQLException if that fails
	 */
	Map<String, KeptWal> write(long bytes) throws SQLException {
		try (Connection connection = DriverManager.getConnection(this.server.url(), ServerAddress.USER,
				ServerAddress.PASSWORD); Statement statement = connection.createStatement()) {
			statement.execute(TABLE);
			long end = position(statement) + bytes;
			long start = System.nanoTime();
			for (int i = 1; position(statement) < end; i++) {
				awaitTurn(start + i * (1_000_000_000L / TRANSACTIONS_PER_SECOND));
				statement.execute(INSERT);
				if (i % TRANSACTIONS_PER_SNAPSHOT == 0) {
					statement.execute(SNAPSHOT);
				}
				look(statement);
			}
			statement.execute("DROP TABLE other");
		}
		return this.kept;
	}

	private static void awaitTurn(long time) {
		for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	private static long position(Statement statement) throws SQLException {
		try (ResultSet result = statement.executeQuery("SELECT pg_current_wal_lsn() - '0/0'")) {
			result.next();
			return result.getLong(1);
		}
	}

	private void look(Statement statement) throws SQLException {
		try (ResultSet result = statement.executeQuery(KEPT)) {
			while (result.next()) {
				this.kept.merge(result.getString(1), new KeptWal(result.getLong(2), result.getLong(3)), KeptWal::max);
			}
		}
	}

	/**
	 * How far a slot is behind.
	 *
	 * @param unconfirmed the bytes of WAL that its reader has not confirmed
	 * @param retained the bytes of WAL that the server keeps for it
	 */
	record KeptWal(long unconfirmed, long retained) {

		KeptWal max(KeptWal other) {
			return new KeptWal(Math.max(this.unconfirmed, other.unconfirmed), Math.max(this.retained, other.retained));
		}

	}

}
