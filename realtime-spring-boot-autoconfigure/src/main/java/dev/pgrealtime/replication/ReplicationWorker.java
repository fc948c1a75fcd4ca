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

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.replication.ReplicationStatus.State;

/**
 * Runs a stream on three threads: the reader owns the connection and is never held up by
 * anybody, the dispatcher calls the handler and may be held up for as long as the handler
 * likes, and the watchdog looks after slot and publication. Can be started and stopped
 * any number of times. Safe for use by several threads.
 */
public final class ReplicationWorker {

	private static final Log logger = LogFactory.getLog(ReplicationWorker.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final ReplicationSettings settings;

	private final PgConnections connections;

	private final WalHandler handler;

	private final Supplier<List<OwnTable>> ownTables;

	private final @Nullable InitialRows initialRows;

	private final LongSupplier nanoTime = System::nanoTime;

	private final StreamMonitor monitor;

	private @Nullable Run run;

	private volatile boolean started;

	/**
	 * Create a worker.
	 * @param settings how the stream is set up and run
	 * @param connections opens the connections
	 * @param handler takes the messages
	 * @param ownTables the tables that we want to keep in the database; the stream does
	 * without them where they must not be made
	 * @param initialRows the rows to be delivered when the slot is made first, or
	 * {@code null} for none
	 */
	public ReplicationWorker(ReplicationSettings settings, PgConnections connections, WalHandler handler,
			Supplier<List<OwnTable>> ownTables, @Nullable InitialRows initialRows) {
		this.settings = settings;
		this.connections = connections;
		this.handler = handler;
		this.ownTables = ownTables;
		this.initialRows = initialRows;
		this.monitor = new StreamMonitor(settings.slot().name(), settings.guard().heartbeat(), this.nanoTime,
				Clock.systemUTC());
	}

	/**
	 * Start streaming, unless it has been started. Returns at once; only with
	 * {@link Provisioning#VALIDATE} it first compares the database, if that answers.
	 * @throws ReplicationException if the database is not set up as it should be
	 */
	public void start() {
		this.lock.lock();
		try {
			if (this.started) {
				return;
			}
			if (this.settings.tables().isEmpty()) {
				logger.info("[%s] No entity is annotated with @RealtimeEntity, nothing is streamed"
					.formatted(this.settings.slot().name()));
				this.monitor.enter(State.IDLE);
				this.started = true;
				return;
			}
			if (this.settings.provisioning() == Provisioning.VALIDATE) {
				validate();
			}
			this.monitor.enter(State.CONNECTING);
			this.run = new Run();
			this.run.start();
			this.started = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void validate() {
		try (ReplicationConnection connection = this.connections.openReplication(this.settings.silenceTimeout())) {
			new Provisioner(this.settings, this.ownTables, this.monitor, null).validate(connection,
					ServerFacts.require(connection));
		}
		catch (SQLException ex) {
			ReplicationException problem = ReplicationErrors.translate(ex, this.connections.settings(),
					this.settings.slot().name());
			if (!ReplicationErrors.mayPass(ex)) {
				throw problem;
			}
			logger.warn("[%s] Validation is put off: %s".formatted(this.settings.slot().name(), problem.getMessage()));
		}
	}

	/**
	 * Stop streaming, unless it has been stopped: lets the transaction in progress come
	 * to its end, confirms it, and closes the connection. Returns when both threads have
	 * ended, or have not within the time that the settings give them.
	 */
	public void stop() {
		this.lock.lock();
		try {
			if (this.run != null) {
				this.run.stop();
				this.run = null;
			}
			this.monitor.enter(State.STOPPED);
			this.started = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether the worker has been started.
	 * @return {@code true} between start and stop
	 */
	public boolean isRunning() {
		return this.started;
	}

	/**
	 * Return how the stream is doing.
	 * @return the status at this moment
	 */
	public ReplicationStatus status() {
		return this.monitor.status();
	}

	/**
	 * Return the settings.
	 * @return how the stream is set up and run
	 */
	public ReplicationSettings settings() {
		return this.settings;
	}

	/**
	 * What belongs to the time between a start and a stop.
	 */
	private final class Run {

		private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(2);

		private final WalDispatcher dispatcher;

		private final Thread dispatcherThread;

		private final Watchdog watchdog;

		private final Thread watchdogThread;

		private final WalReader reader;

		private final Thread readerThread;

		private Run() {
			ReplicationSettings settings = ReplicationWorker.this.settings;
			WalQueue queue = new WalQueue(settings.bufferSize());
			Lease lease = new Lease(settings.leaseDuration(), ReplicationWorker.this.nanoTime);
			this.dispatcher = new WalDispatcher(queue, ReplicationWorker.this.handler, settings.redeliver(),
					ReplicationWorker.this.monitor, lease);
			this.dispatcherThread = new Thread(this.dispatcher, "realtime-dispatcher");
			this.watchdog = new Watchdog(settings, ReplicationWorker.this.connections, queue,
					ReplicationWorker.this.monitor, lease, ReplicationWorker.this.nanoTime);
			this.watchdogThread = new Thread(this.watchdog, "realtime-watchdog");
			this.watchdogThread.setDaemon(true);
			this.reader = new WalReader(settings, ReplicationWorker.this.connections, ReplicationWorker.this.ownTables,
					queue, this.watchdog, ReplicationWorker.this.monitor, lease, ReplicationWorker.this.nanoTime,
					() -> !this.dispatcherThread.isAlive(), ReplicationWorker.this.initialRows);
			this.readerThread = new Thread(this.reader, "realtime-reader");
			this.readerThread.setDaemon(true);
		}

		private void start() {
			this.dispatcherThread.start();
			this.readerThread.start();
			this.watchdogThread.start();
		}

		private void stop() {
			this.watchdog.stop();
			this.dispatcher.stop();
			this.reader.stop();
			if (!join(this.dispatcherThread, ReplicationWorker.this.settings.shutdownTimeout())) {
				logger.warn("[%s] A listener has not returned; its transaction will be delivered again"
					.formatted(ReplicationWorker.this.settings.slot().name()));
				this.dispatcherThread.interrupt();
			}
			if (!join(this.readerThread, ABORT_TIMEOUT.multipliedBy(2))) {
				this.reader.abort();
				join(this.readerThread, ABORT_TIMEOUT);
			}
			join(this.watchdogThread, ABORT_TIMEOUT);
		}

		private static boolean join(Thread thread, Duration timeout) {
			try {
				thread.join(timeout.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return !thread.isAlive();
		}

	}

}
