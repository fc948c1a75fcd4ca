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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.StreamGap;
import dev.pgrealtime.replication.Provisioner.Prepared;
import dev.pgrealtime.replication.ReplicationStatus.State;

/**
 * Keeps a stream running: connects, provisions, streams, and begins again after a delay
 * when something breaks. It resumes where the slot stands, and nowhere else.
 */
final class WalReader implements Runnable {

	private static final Log logger = LogFactory.getLog(WalReader.class);

	private static final Duration DRAIN_INTERVAL = Duration.ofMillis(50);

	private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(1);

	private final ReplicationSettings settings;

	private final PgConnections connections;

	private final Provisioner provisioner;

	private final WalQueue queue;

	private final Watchdog watchdog;

	private final StreamMonitor monitor;

	private final Lease lease;

	private final Standby standby;

	private final LongSupplier nanoTime;

	private final BooleanSupplier dispatcherDone;

	private final CountDownLatch stopRequested = new CountDownLatch(1);

	private final StreamMemory memory = new StreamMemory();

	private volatile @Nullable ReplicationConnection connection;

	WalReader(ReplicationSettings settings, PgConnections connections, Supplier<List<OwnTable>> ownTables,
			WalQueue queue, Watchdog watchdog, StreamMonitor monitor, Lease lease, LongSupplier nanoTime,
			BooleanSupplier dispatcherDone, @Nullable InitialRows initialRows) {
		this.settings = settings;
		this.connections = connections;
		this.provisioner = new Provisioner(settings, ownTables, monitor,
				(initialRows != null) ? new SlotSnapshot(settings.slot(), initialRows, queue, this::stopping) : null);
		this.queue = queue;
		this.watchdog = watchdog;
		this.monitor = monitor;
		this.lease = lease;
		this.standby = new Standby(connections, settings.slot().name(), this.stopRequested);
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
				if (!this.monitor.isStandby() || !this.standby.awaitSlot()) {
					Duration delay = this.settings.reconnect().delay(failures);
					this.stopRequested.await(delay.toMillis(), TimeUnit.MILLISECONDS);
				}
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

	StreamMemory memory() {
		return this.memory;
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
				leave();
			}
		}
		catch (SQLException ex) {
			boolean inUse = ReplicationErrors.OBJECT_IN_USE.equals(ex.getSQLState());
			failed(ReplicationErrors.translate(ex, this.connections.settings(), this.settings.slot().name()),
					inUse ? State.STANDBY : State.CONNECTING);
			if (inUse) {
				this.memory.refused();
			}
			else if (session != null && ReplicationErrors.UNDEFINED_OBJECT.equals(ex.getSQLState())) {
				awaitDispatcher();
				this.memory.stuck();
			}
		}
		catch (ReplicationException ex) {
			failed(ex, (ex instanceof SlotInUseException) ? State.STANDBY : State.CONNECTING);
		}
		catch (IOException | RuntimeException | Error ex) {
			failed(ReplicationErrors.broken(this.connections.settings(), ex), State.CONNECTING);
		}
		finally {
			this.connection = null;
			// What broke this connection may have broken those that nobody uses just now
			this.connections.closeKept();
			end();
		}
		return session != null && session.isStable();
	}

	private void leave() {
		this.memory.confirmed(this.queue.confirmed());
		try (ServerConnection connection = this.connections.openControl(LEAVE_TIMEOUT)) {
			this.provisioner.leave(connection, this.memory);
		}
		catch (SQLException ex) {
			logger.debug("[%s] It could not be noted where the slot is left".formatted(this.settings.slot().name()),
					ex);
		}
	}

	/**
	 * A connection has ended, whether or not there was a stream on it.
	 */
	void end() {
		this.lease.end();
		Watch watch = this.watchdog.watch(null);
		if (watch != null) {
			this.memory.ended(this.queue.confirmed(), watch.publication());
		}
		this.queue.clear();
	}

	/**
	 * Let everything that has arrived be handled, because it will not arrive again.
	 */
	private void awaitDispatcher() throws InterruptedException {
		this.lease.waive();
		while (!stopping() && !this.queue.isDrained()) {
			this.stopRequested.await(DRAIN_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
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
		return this.provisioner.provision(connection, ServerFacts.require(connection), this.memory);
	}

	private StreamSession start(ReplicationConnection connection, Prepared prepared)
			throws SQLException, InterruptedException {
		ServerIdentity server = ServerIdentity.read(connection);
		if (!server.equals(prepared.server())) {
			throw ReplicationErrors.serverChanged(prepared.server(), server);
		}
		String process = String.valueOf(connection.text("SELECT pg_backend_pid()"));
		long askedAt = this.nanoTime.getAsLong();
		WalStream stream = connection.stream(this.settings.slot().name(), this.settings.publication(),
				this.lease.duration());
		this.lease.begin(this.queue.generation(), askedAt);
		return begin(stream, prepared, process);
	}

	/**
	 * Begin with a stream.
	 * @param stream the stream, just started
	 * @param prepared what was made ready for it
	 * @param process the process of the server that sends
	 * @return the session
	 * @throws InterruptedException if the thread is interrupted
	 */
	StreamSession begin(WalStream stream, Prepared prepared, String process) throws InterruptedException {
		this.memory.streaming(process);
		this.monitor.streaming(prepared.from());
		this.queue.offer(new WalMessage.Started(prepared.from()), Duration.ZERO);
		StreamGap gap = this.memory.gaps().begin(prepared.from());
		if (gap != null) {
			this.queue.offer(new WalMessage.Gap(gap), Duration.ZERO);
		}
		this.watchdog.watch(new Watch(this.queue.generation(), prepared.facts(), process, this.memory.writers(),
				prepared.publication()));
		return new StreamSession(stream, prepared.from(), this.memory.gaps(), this.queue, this.monitor, this.nanoTime,
				this.settings.silenceTimeout(), this.lease);
	}

	private void failed(ReplicationException ex, State state) {
		if (!stopping()) {
			this.monitor.failed(ex, state);
		}
	}

}
