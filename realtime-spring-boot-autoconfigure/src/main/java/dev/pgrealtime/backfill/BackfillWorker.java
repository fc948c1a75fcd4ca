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

package dev.pgrealtime.backfill;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.pipeline.RealtimeLifecycle;
import dev.pgrealtime.replication.PgConnections;

/**
 * Runs the backfills that are noted down on a thread of its own, while this node streams.
 * A chunk that was not delivered for certain is read again. Safe for use by several
 * threads.
 */
public final class BackfillWorker implements SmartLifecycle {

	/** After the stream at the start, before it at the end. */
	private static final int PHASE = RealtimeLifecycle.PHASE + 1;

	private static final Log logger = LogFactory.getLog(BackfillWorker.class);

	/** How often to look whether this node streams. */
	private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

	private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(2);

	private final BackfillSettings settings;

	private final Watermarks watermarks;

	private final BooleanSupplier streaming;

	private final JobRunner runner;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private volatile @Nullable Thread thread;

	private boolean stopping;

	/** Whether something may have been noted down that was not looked at. */
	private boolean due;

	/**
	 * Create a worker.
	 * @param connections opens the connections
	 * @param catalog the entities
	 * @param settings how rows are read
	 * @param watermarks puts them into the stream
	 * @param streaming tells whether this node streams
	 * @param nanoTime the monotonic clock
	 */
	public BackfillWorker(PgConnections connections, EntityCatalog catalog, BackfillSettings settings,
			Watermarks watermarks, BooleanSupplier streaming, LongSupplier nanoTime) {
		this.settings = settings;
		this.watermarks = watermarks;
		this.streaming = streaming;
		this.runner = new JobRunner(connections, catalog, settings, watermarks, this::pause, nanoTime);
		watermarks.onWake(this::wake);
	}

	/**
	 * Return whether rows are being delivered.
	 * @return {@code true} while this node runs a backfill
	 */
	public boolean isBusy() {
		return this.runner.isBusy();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public void start() {
		withLock(() -> {
			if (this.thread == null) {
				this.stopping = false;
				this.due = true;
				Thread thread = new Thread(this::run, "realtime-backfill");
				thread.setDaemon(true);
				thread.start();
				this.thread = thread;
			}
		});
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

	/**
	 * Stop, after the rows that are being delivered; else they would come again.
	 */
	@Override
	public void stop() {
		Thread thread = this.thread;
		withLock(() -> {
			this.stopping = true;
			this.changed.signalAll();
		});
		this.watermarks.giveUp();
		if (thread != null && !join(thread, this.settings.shutdownTimeout())) {
			thread.interrupt();
			join(thread, ABORT_TIMEOUT);
		}
		this.thread = null;
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

	private void wake() {
		withLock(() -> {
			this.due = true;
			this.changed.signalAll();
		});
	}

	private void withLock(Runnable action) {
		this.lock.lock();
		try {
			action.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run() {
		int failures = 0;
		try {
			while (awaitDue()) {
				try {
					this.runner.runAll();
					failures = 0;
				}
				catch (ChunkAbandonedException ex) {
					logger.debug("[%s] A chunk is read again: %s".formatted(this.settings.slot(), ex.getMessage()));
					wake();
				}
				catch (SQLException | RuntimeException ex) {
					if (failures++ == 0) {
						logger.warn("[%s] A backfill is held up: %s".formatted(this.settings.slot(), ex), ex);
					}
					pause(this.settings.retry().delay(failures));
					wake();
				}
			}
		}
		catch (InterruptedException ex) {
			logger.debug("[%s] A backfill was broken off".formatted(this.settings.slot()));
		}
	}

	/**
	 * Wait until there may be something to do, and this node streams.
	 * @return {@code false} if everything is to stop
	 */
	private boolean awaitDue() throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (!this.stopping && !(this.due && this.streaming.getAsBoolean())) {
				this.due |= !this.streaming.getAsBoolean();
				this.changed.awaitNanos(LOOK_INTERVAL.toNanos());
			}
			this.due = false;
			return !this.stopping;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean pause(Duration duration) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			long nanos = duration.toNanos();
			while (nanos > 0 && !this.stopping) {
				nanos = this.changed.awaitNanos(nanos);
			}
			return !this.stopping;
		}
		finally {
			this.lock.unlock();
		}
	}

}
