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
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * The replication slot as the server knows it.
 *
 * @param confirmed the position before which the server need not send anything again, or
 * {@link Lsn#INVALID} while it is being made
 * @param activeProcess the process of the server that uses it, or {@code null}
 * @param streamed whether that process sends from it, rather than makes or moves it
 * @param retained how many bytes of WAL the server keeps for it
 * @param safe how many more it may keep before the slot is lost, or {@code null} if there
 * is no limit
 * @param failover whether it is synchronized to standbys
 * @param lost why the slot can no longer be streamed from, or {@code null} if it can
 */
record ReplicationSlot(Lsn confirmed, @Nullable String activeProcess, boolean streamed, long retained,
		@Nullable Long safe, boolean failover, @Nullable String lost) {

	/**
	 * Find a slot.
	 * @param connection a connection to the database that the slot belongs to
	 * @param name the name of the slot
	 * @return the slot, or {@code null} if there is none
	 * @throws SQLException if the query fails
	 * @throws ReplicationException if it is a slot of another kind or another database
	 */
	static @Nullable ReplicationSlot find(ServerConnection connection, String name) throws SQLException {
		Map<String, @Nullable String> row = connection.row("""
				SELECT plugin, slot_type, database, database = current_database() AS here, wal_status, safe_wal_size,
				       confirmed_flush_lsn, active_pid,
				       EXISTS (SELECT FROM pg_stat_replication r WHERE r.pid = s.active_pid) AS streamed,
				       pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn()
				                            ELSE pg_current_wal_lsn() END, restart_lsn)::bigint AS retained,
				       to_jsonb(s) ->> 'invalidation_reason' AS invalidation_reason,
				       to_jsonb(s) ->> 'failover' AS failover
				FROM pg_replication_slots s WHERE slot_name = %s""".formatted(SqlNames.literal(name)));
		if (row == null) {
			return null;
		}
		if (!"pgoutput".equals(row.get("plugin"))) {
			throw ReplicationErrors.foreignSlot(name, (row.get("plugin") != null)
					? "its output plugin is %s, not pgoutput".formatted(row.get("plugin")) : "it is a physical one");
		}
		if (!"t".equals(row.get("here"))) {
			throw ReplicationErrors.foreignSlot(name, "it belongs to database '%s'".formatted(row.get("database")));
		}
		String confirmed = row.get("confirmed_flush_lsn");
		String retained = row.get("retained");
		String safe = row.get("safe_wal_size");
		return new ReplicationSlot((confirmed != null) ? Lsn.parse(confirmed) : Lsn.INVALID, row.get("active_pid"),
				"t".equals(row.get("streamed")), (retained != null) ? Long.parseLong(retained) : 0,
				(safe != null) ? Long.valueOf(safe) : null, "true".equals(row.get("failover")),
				lossReason(row.get("wal_status"), row.get("invalidation_reason")));
	}

	private static @Nullable String lossReason(@Nullable String walStatus, @Nullable String invalidationReason) {
		if (invalidationReason != null) {
			return invalidationReason;
		}
		return "lost".equals(walStatus) ? "its WAL was removed" : null;
	}

	static String creation(ReplicationSettings.Slot slot, ServerFacts facts) {
		String name = SqlNames.literal(slot.name());
		return slot.isSynchronizedBy(facts)
				? "SELECT pg_create_logical_replication_slot(%s, 'pgoutput', %s, false, true)".formatted(name,
						slot.temporary())
				: "SELECT pg_create_logical_replication_slot(%s, 'pgoutput', %s)".formatted(name, slot.temporary());
	}

	/**
	 * Return the command that creates a slot and exports what can be seen at its
	 * beginning.
	 * @param slot the slot
	 * @param facts the facts of the server
	 * @return a command of the replication protocol
	 */
	static String exportingCreation(ReplicationSettings.Slot slot, ServerFacts facts) {
		String options = facts.takesSlotOptions()
				? "(SNAPSHOT 'export'%s)".formatted(slot.isSynchronizedBy(facts) ? ", FAILOVER true" : "")
				: "EXPORT_SNAPSHOT";
		return "CREATE_REPLICATION_SLOT %s LOGICAL pgoutput %s".formatted(SqlNames.identifier(slot.name()), options);
	}

	/**
	 * Return the command that has a slot synchronized to standbys.
	 * @param name the name of the slot
	 * @return a command of the replication protocol, from PostgreSQL 17 on
	 */
	static String synchronization(String name) {
		return "ALTER_REPLICATION_SLOT %s (FAILOVER true)".formatted(SqlNames.identifier(name));
	}

	static String advancement(String name, Lsn lsn) {
		return "SELECT end_lsn FROM pg_replication_slot_advance(%s, '%s')".formatted(SqlNames.literal(name), lsn);
	}

	static String removal(String name) {
		return "SELECT pg_drop_replication_slot(%s)".formatted(SqlNames.literal(name));
	}

}
