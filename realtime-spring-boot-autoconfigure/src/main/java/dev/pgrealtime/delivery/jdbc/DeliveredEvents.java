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

package dev.pgrealtime.delivery.jdbc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.pgrealtime.replication.PgConnections;

/**
 * The positions of the events that were delivered exactly once, and that the server might
 * send again. Safe for use by several threads.
 */
public final class DeliveredEvents {

	private static final Log logger = LogFactory.getLog(DeliveredEvents.class);

	private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

	// A server that crashes goes back to the confirmed position that it has written last,
	// at the latest when restart_lsn moved, and a standby that takes over may be behind
	private static final String FORGET = """
			DELETE FROM realtime_delivered_event d WHERE slot = ? AND delivered_at < now() - make_interval(secs => ?)
			    AND commit_lsn < (SELECT restart_lsn FROM pg_replication_slots WHERE slot_name = ?)""";

	private static final String UNLESS_PARKED = """
			AND NOT EXISTS (SELECT FROM realtime_parked_event p WHERE p.slot = d.slot AND p.listener = d.listener
			   AND p.commit_lsn = d.commit_lsn AND p.ordinal = d.ordinal)""";

	private static final String TABLE = """
			SELECT quote_ident(nspname) || '.' || quote_ident(relname) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
			WHERE c.oid = to_regclass('realtime_delivered_event')""";

	private final JdbcClient client;

	private final String slot;

	private final Duration retention;

	private final LongSupplier nanoTime;

	private final AtomicLong forgottenAt;

	private final AtomicBoolean refused = new AtomicBoolean();

	private volatile @Nullable String tableName;

	/**
	 * Create the positions.
	 * @param connections opens the connections
	 * @param slot the name of the slot that the events come from
	 * @param retention how long a position is kept at least
	 * @param nanoTime the monotonic clock
	 */
	public DeliveredEvents(PgConnections connections, String slot, Duration retention, LongSupplier nanoTime) {
		this.client = JdbcClient.create(new OwnDataSource(connections));
		this.slot = slot;
		this.retention = retention;
		this.nanoTime = nanoTime;
		this.forgottenAt = new AtomicLong(nanoTime.getAsLong());
	}

	String slot() {
		return this.slot;
	}

	/**
	 * Return the name of the table, with its schema, as the application may have another
	 * search path.
	 * @return the quoted name
	 * @throws IllegalStateException if there is no such table
	 */
	String tableName() {
		String name = this.tableName;
		if (name == null) {
			name = this.client.sql(TABLE)
				.query(String.class)
				.optional()
				.orElseThrow(() -> new IllegalStateException(
						"There is no table to record the positions of events in. Execute, and let the application "
								+ "write to it: %s;".formatted(DeliveryTables.DELIVERED_EVENTS.creation())));
			this.tableName = name;
		}
		return name;
	}

	/**
	 * Forget what the server cannot send again any more, unless that was done a moment
	 * ago.
	 */
	void forgetSometimes() {
		long now = this.nanoTime.getAsLong();
		long last = this.forgottenAt.get();
		if (now - last > INTERVAL_NANOS && this.forgottenAt.compareAndSet(last, now)) {
			try {
				forget();
				this.refused.set(false);
			}
			catch (DataAccessException ex) {
				warn(ex);
			}
		}
	}

	private void warn(DataAccessException ex) {
		if (!this.refused.getAndSet(true)) {
			logger.warn("[%s] Positions that are of no use any more cannot be deleted, so their table grows: %s"
				.formatted(this.slot, ex.getMostSpecificCause().getMessage()));
		}
	}

	private void forget() {
		try {
			// What is parked may be handed over again at any time
			forget(FORGET + UNLESS_PARKED);
		}
		catch (DataAccessException ex) {
			if (!Sql.isTableMissing(ex)) {
				throw ex;
			}
			forget(FORGET);
		}
	}

	private void forget(String sql) {
		this.client.sql(sql).params(this.slot, this.retention.toSeconds(), this.slot).update();
	}

}
