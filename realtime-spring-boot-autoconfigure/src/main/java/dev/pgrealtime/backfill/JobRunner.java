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

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.BackfillProgress.State;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.EntityRows;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.replication.PgConnections;

/**
 * Runs the backfills that are noted down, one after the other, and notes down how far
 * they come. Not safe for use by several threads.
 */
final class JobRunner {

	private static final Log logger = LogFactory.getLog(JobRunner.class);

	private static final Duration REPORT_INTERVAL = Duration.ofSeconds(10);

	/** The class of errors that stay: no such column, no permission. */
	private static final String LASTING_ERROR = "42";

	private final PgConnections connections;

	private final EntityCatalog catalog;

	private final BackfillSettings settings;

	private final Watermarks watermarks;

	private final Pause pause;

	private final LongSupplier nanoTime;

	private final JobTable jobs;

	private volatile boolean busy;

	private long reportedAt;

	JobRunner(PgConnections connections, EntityCatalog catalog, BackfillSettings settings, Watermarks watermarks,
			Pause pause, LongSupplier nanoTime) {
		this.connections = connections;
		this.catalog = catalog;
		this.settings = settings;
		this.watermarks = watermarks;
		this.pause = pause;
		this.nanoTime = nanoTime;
		this.jobs = new JobTable(settings.slot());
	}

	/**
	 * Return whether a backfill is being run. May be called by any thread.
	 * @return {@code true} while rows are read or delivered
	 */
	boolean isBusy() {
		return this.busy;
	}

	/**
	 * Run what is noted down.
	 * @throws SQLException if a connection cannot be opened, or is broken
	 * @throws InterruptedException if the thread is interrupted
	 * @throws ChunkAbandonedException if it is to be gone on with another time
	 */
	void runAll() throws SQLException, InterruptedException {
		try (Connection control = this.connections.openOrdinary()) {
			Optional<Job> job = this.jobs.next(control);
			while (job.isPresent()) {
				this.busy = true;
				run(control, job.get());
				job = this.jobs.next(control);
			}
		}
		finally {
			this.busy = false;
		}
	}

	private void run(Connection control, Job job) throws SQLException, InterruptedException {
		logger.info("[%s] Backfill of %s %s".formatted(this.settings.slot(), job.model(),
				(job.rows() == 0) ? "begins" : "goes on after %d rows".formatted(job.rows())));
		this.reportedAt = this.nanoTime.getAsLong();
		try (ChunkDelivery delivery = new ChunkDelivery(this.settings, this.watermarks, this.pause, control,
				this.connections, this.catalog)) {
			run(control, job, rows(job), delivery);
		}
		catch (EventDecodingException | MappingException | UnreadableRowsException ex) {
			fail(control, job, ex);
		}
		catch (SQLException ex) {
			if (!String.valueOf(ex.getSQLState()).startsWith(LASTING_ERROR)) {
				throw ex;
			}
			fail(control, job, ex);
		}
	}

	private List<EntityRows> rows(Job job) {
		return this.catalog.entities()
			.stream()
			.filter((entity) -> entity.model().name().equals(job.model()))
			.findFirst()
			.map(RegisteredEntity::rows)
			.orElseThrow(() -> new UnreadableRowsException("%s is not registered any more".formatted(job.model())));
	}

	private void run(Connection control, Job job, List<EntityRows> rows, ChunkDelivery delivery)
			throws SQLException, InterruptedException {
		Job current = job;
		while (current.part() < rows.size()) {
			long begun = this.nanoTime.getAsLong();
			ChunkDelivery.Progress progress = delivery.deliver(rows.get(current.part()), current.lastKey());
			current = (progress.lastKey() != null) ? current.advanced(progress.lastKey(), progress.rows())
					: current.nextPart();
			if (!this.jobs.advance(control, current)) {
				logger.info("[%s] Backfill of %s was cancelled after %d rows".formatted(this.settings.slot(),
						job.model(), current.rows()));
				return;
			}
			report(current);
			throttle(progress.rows(), this.nanoTime.getAsLong() - begun);
		}
		this.jobs.end(control, job.id(), State.COMPLETED, null);
		logger.info("[%s] Backfill of %s has delivered %d rows".formatted(this.settings.slot(), job.model(),
				current.rows()));
	}

	private void report(Job job) {
		long now = this.nanoTime.getAsLong();
		if (now - this.reportedAt > REPORT_INTERVAL.toNanos()) {
			this.reportedAt = now;
			logger.info("[%s] Backfill of %s: %d rows by now".formatted(this.settings.slot(), job.model(), job.rows()));
		}
	}

	private void throttle(long rows, long nanos) throws InterruptedException {
		long due = (this.settings.rowsPerSecond() > 0)
				? Duration.ofSeconds(1).toNanos() / this.settings.rowsPerSecond() * rows : 0;
		if (!this.pause.await(Duration.ofNanos(Math.max(0, due - nanos)))) {
			throw new ChunkAbandonedException("The application stops");
		}
	}

	private void fail(Connection control, Job job, Exception ex) throws SQLException {
		logger.error("[%s] Backfill of %s has failed. Start it again once this is mended"
			.formatted(this.settings.slot(), job.model()), ex);
		@Nullable String problem = ex.getMessage();
		this.jobs.end(control, job.id(), State.FAILED, (problem != null) ? problem : ex.toString());
	}

}
