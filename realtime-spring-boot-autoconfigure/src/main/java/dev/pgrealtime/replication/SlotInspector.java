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

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Asks the server about our slot, over a connection of its own, at most once in a while.
 * Safe for use by several threads.
 */
public final class SlotInspector {

	private static final long MAX_AGE_NANOS = Duration.ofSeconds(10).toNanos();

	private static final String QUERY = """
			SELECT s.active, s.wal_status, restart_lsn::text, confirmed_flush_lsn::text,
			       pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn()
			                            ELSE pg_current_wal_lsn() END, restart_lsn)::bigint AS retained,
			       s.active_pid, a.application_name, host(a.client_addr) || ':' || a.client_port AS client, a.backend_start
			FROM pg_replication_slots s LEFT JOIN pg_stat_activity a ON a.pid = s.active_pid WHERE s.slot_name = ?""";

	private final PgConnections connections;

	private final String slot;

	private final LongSupplier nanoTime;

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable SlotState state;

	private long askedAt;

	/**
	 * Create an inspector.
	 * @param connections opens the connections
	 * @param slot the name of the slot
	 * @param nanoTime the monotonic clock
	 */
	public SlotInspector(PgConnections connections, String slot, LongSupplier nanoTime) {
		this.connections = connections;
		this.slot = slot;
		this.nanoTime = nanoTime;
	}

	/**
	 * Return what the server says, or said a few seconds ago.
	 * @return the state, or {@code null} if the server does not answer
	 */
	public @Nullable SlotState inspect() {
		this.lock.lock();
		try {
			long now = this.nanoTime.getAsLong();
			if (this.askedAt == 0 || now - this.askedAt > MAX_AGE_NANOS) {
				this.state = ask();
				this.askedAt = now;
			}
			return this.state;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable SlotState ask() {
		try (Connection connection = this.connections.openOrdinary();
				PreparedStatement statement = connection.prepareStatement(QUERY)) {
			statement.setString(1, this.slot);
			try (ResultSet result = statement.executeQuery()) {
				return result.next() ? new SlotState(true, result.getBoolean("active"), result.getString("wal_status"),
						result.getString("restart_lsn"), result.getString("confirmed_flush_lsn"),
						result.getLong("retained"), holder(result)) : SlotState.ABSENT;
			}
		}
		catch (SQLException ex) {
			return null;
		}
	}

	private static SlotState.@Nullable Holder holder(ResultSet result) throws SQLException {
		int process = result.getInt("active_pid");
		OffsetDateTime since = result.getObject("backend_start", OffsetDateTime.class);
		return (process != 0) ? new SlotState.Holder(process, result.getString("application_name"),
				result.getString("client"), (since != null) ? since.toInstant() : null) : null;
	}

}
