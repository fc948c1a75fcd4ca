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

package dev.pgrealtime.benchmarks.latency;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.pgrealtime.benchmarks.server.ServerAddress;

/**
 * Writes single-row transactions at a steady rate, over several connections because one
 * could not keep up with a slow disk. A row says when its statement was about to be sent.
 */
final class LatencyWriter {

	static final long PROBE = -1;

	private static final int CONNECTIONS = 4;

	private static final String INSERT = "INSERT INTO latency (stamp, note) VALUES (?, 'A note of some length')";

	private final LatencyTask task;

	private final AtomicInteger next = new AtomicInteger();

	LatencyWriter(LatencyTask task) {
		this.task = task;
	}

	/**
	 * Write rows until one of them has arrived.
	 * @param recorder tells whether it has
	 * @throws SQLException if writing fails
	 */
	void probe(LatencyRecorder recorder) throws SQLException {
		try (Connection connection = connect(); PreparedStatement insert = connection.prepareStatement(INSERT)) {
			while (!recorder.isStarted()) {
				insert.setLong(1, PROBE);
				insert.executeUpdate();
				LockSupport.parkNanos(50_000_000);
			}
		}
	}

	/**
	 * Start to write, on threads of its own.
	 */
	void start() {
		long start = System.nanoTime();
		for (int i = 0; i < CONNECTIONS; i++) {
			Thread thread = new Thread(() -> write(start), "writer-" + i);
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void write(long start) {
		try (Connection connection = connect(); PreparedStatement insert = connection.prepareStatement(INSERT)) {
			for (int n = this.next.getAndIncrement(); n < this.task.total(); n = this.next.getAndIncrement()) {
				awaitTurn(start + n * (1_000_000_000L / this.task.perSecond()));
				insert.setLong(1, System.nanoTime());
				insert.executeUpdate();
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void awaitTurn(long time) {
		for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	private Connection connect() throws SQLException {
		return DriverManager.getConnection(this.task.server().url(), ServerAddress.USER, ServerAddress.PASSWORD);
	}

}
