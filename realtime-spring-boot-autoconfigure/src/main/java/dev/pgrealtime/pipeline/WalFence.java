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

package dev.pgrealtime.pipeline;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeFence;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.replication.Unconfirmed;

/**
 * A fence that is a signal in the WAL. Safe for use by several threads.
 */
public final class WalFence implements RealtimeFence, SignalHandler {

	private static final String KIND = "fence";

	private final Map<String, CountDownLatch> waiting = new ConcurrentHashMap<>();

	private final PgConnections connections;

	private final Supplier<ReplicationStatus> status;

	/**
	 * Create a fence.
	 * @param connections opens a connection for each signal
	 * @param status tells how the stream is doing
	 */
	public WalFence(PgConnections connections, Supplier<ReplicationStatus> status) {
		this.connections = connections;
		this.status = status;
	}

	@Override
	public String kind() {
		return KIND;
	}

	@Override
	public void handle(String argument, Unconfirmed unconfirmed) {
		CountDownLatch latch = this.waiting.get(argument);
		if (latch != null) {
			unconfirmed.whenConfirmed(latch::countDown);
		}
	}

	@Override
	public void awaitDelivered(Duration timeout) throws TimeoutException, InterruptedException {
		ReplicationStatus.State state = this.status.get().state();
		if (state == ReplicationStatus.State.STOPPED || state == ReplicationStatus.State.IDLE) {
			throw new IllegalStateException("Nothing would ever be delivered, the stream is %s".formatted(state));
		}
		String id = UUID.randomUUID().toString();
		CountDownLatch latch = new CountDownLatch(1);
		this.waiting.put(id, latch);
		try {
			emit(id);
			if (!latch.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
				throw new TimeoutException("What was committed was not delivered within %s, the stream is %s"
					.formatted(timeout, describe(this.status.get())));
			}
		}
		finally {
			this.waiting.remove(id);
		}
	}

	private void emit(String id) {
		try (Connection connection = this.connections.openOrdinary();
				PreparedStatement statement = connection.prepareStatement(StreamSignals.emit())) {
			statement.setString(1, KIND + ":" + id);
			statement.execute();
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The fence cannot be written: " + ex.getMessage(), ex);
		}
	}

	private static String describe(ReplicationStatus status) {
		@Nullable String problem = status.problem();
		return (problem != null) ? "%s: %s".formatted(status.state(), problem) : status.state().toString();
	}

}
