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

package dev.pgrealtime.replication;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.replication.ReplicationStatus.State;

/**
 * Keeps a stream running: connects, provisions, streams, and begins again after a delay
 * when something breaks. It resumes where the slot stands, and nowhere else.
 */
final class WalReader implements Runnable {

	private final ReplicationSettings settings;

	private final ConnectionSettings connectionSettings;

	private final PgConnections connections;

	private final Provisioner provisioner;

	private final WalQueue queue;

	private final StreamMonitor monitor;

	private final LongSupplier nanoTime;

	private final BooleanSupplier dispatcherDone;

	private final CountDownLatch stopRequested = new CountDownLatch(1);

	private volatile @Nullable ReplicationConnection connection;

	private @Nullable Lsn delivered;

	/** The gap that the handler has not been told of to the end. */
	private @Nullable StreamGap gap;

	WalReader(ReplicationSettings settings, ConnectionSettings connectionSettings, PgConnections connections,
			Supplier<List<OwnTable>> ownTables, WalQueue queue, StreamMonitor monitor, LongSupplier nanoTime,
			BooleanSupplier dispatcherDone, @Nullable InitialRows initialRows) {
		this.settings = settings;
		this.connectionSettings = connectionSettings;
		this.connections = connections;
		this.provisioner = new Provisioner(settings, ownTables, monitor,
				(initialRows != null) ? new SlotSnapshot(settings.slot(), initialRows, queue, this::stopping) : null);
		this.queue = queue;
		this.monitor = monitor;
		this.nanoTime = nanoTime;
		this.dispatcherDone = dispatcherDone;
	}

	void stop() {
		this.stopRequested.countDown();
	}

	/**
	 * Break off whatever the thread is doing with the connection.
	 */
	void abort() {
		ReplicationConnection connection = this.connection;
		if (connection != null) {
			connection.abort();
		}
	}

	@Override
	public void run() {
		int failures = 0;
		try {
			while (!stopping()) {
				failures = connectAndStream() ? 1 : failures + 1;
				Duration delay = this.settings.reconnect().delay(failures);
				this.stopRequested.await(delay.toMillis(), TimeUnit.MILLISECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			if (!stopping()) {
				this.monitor.enter(State.STOPPED);
			}
		}
	}

	private boolean stopping() {
		return this.stopRequested.getCount() == 0;
	}

	private boolean connectAndStream() throws InterruptedException {
		@Nullable StreamSession session = null;
		try {
			Prepared prepared = this.settings.slot().temporary() ? null : prepare();
			try (ReplicationConnection connection = open()) {
				session = start(connection, (prepared != null) ? prepared : prepare(connection));
				session.run(() -> stopping() && this.dispatcherDone.getAsBoolean());
			}
		}
		catch (SQLException ex) {
			failed(ReplicationErrors.translate(ex, this.connectionSettings, this.settings.slot().name()),
					ReplicationErrors.OBJECT_IN_USE.equals(ex.getSQLState()) ? State.STANDBY : State.CONNECTING);
		}
		catch (ReplicationException ex) {
			failed(ex, State.CONNECTING);
		}
		catch (IOException | RuntimeException | Error ex) {
			failed(ReplicationErrors.broken(this.connectionSettings, ex), State.CONNECTING);
		}
		finally {
			this.connection = null;
			noteConfirmed(this.queue.confirmed());
			this.queue.clear();
		}
		return session != null && session.isStable();
	}

	private void noteConfirmed(Lsn confirmed) {
		if (confirmed.isAfter(Lsn.INVALID)) {
			this.delivered = confirmed;
			if (this.gap != null && !this.gap.to().isAfter(confirmed)) {
				this.gap = null;
			}
		}
	}

	private ReplicationConnection open() throws SQLException {
		ReplicationConnection connection = this.connections.openReplication(this.settings.silenceTimeout());
		this.connection = connection;
		if (stopping()) {
			connection.abort();
		}
		return connection;
	}

	/**
	 * Make everything ready, on a connection that will not stream. A process of the
	 * server that has looked at a table remembers the shape that the table has now, and
	 * would decode by it the rows of a time when it had another.
	 * @return from where to stream
	 * @throws SQLException if the connection is broken
	 */
	private Prepared prepare() throws SQLException {
		try (ReplicationConnection connection = open()) {
			return prepare(connection);
		}
	}

	private Prepared prepare(ReplicationConnection connection) throws SQLException {
		ServerFacts facts = ServerFacts.require(connection);
		this.gap = join(this.gap, this.provisioner.provision(connection, facts, this.delivered));
		ReplicationSlot slot = ReplicationSlot.find(connection, this.settings.slot().name());
		return new Prepared(facts, (slot != null) ? slot.confirmed() : Lsn.INVALID);
	}

	private StreamSession start(ReplicationConnection connection, Prepared prepared)
			throws SQLException, InterruptedException {
		ReplicationStream stream = connection.stream(this.settings.slot().name(), this.settings.publication());
		this.delivered = prepared.from();
		this.monitor.streaming(prepared.from());
		if (this.gap != null) {
			this.queue.offer(new WalMessage.Gap(this.gap), Duration.ZERO);
		}
		return new StreamSession(stream, prepared.from(), this.queue, this.monitor, this.nanoTime,
				this.settings.silenceTimeout(), prepared.facts().walSenderTimeout());
	}

	private static @Nullable StreamGap join(@Nullable StreamGap earlier, @Nullable StreamGap later) {
		if (earlier == null || later == null) {
			return (later != null) ? later : earlier;
		}
		return new StreamGap(later.reason(), earlier.from(), later.to());
	}

	private void failed(ReplicationException ex, State state) {
		if (!stopping()) {
			this.monitor.failed(ex, state);
		}
	}

	/**
	 * What has been found out before a stream begins.
	 *
	 * @param facts the facts of the server
	 * @param from the position that the slot has confirmed
	 */
	private record Prepared(ServerFacts facts, Lsn from) {

	}

}
