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
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * The transactions that had written to our tables, and were not committed, when the
 * publication was set right. What they had written before is not published when they are
 * committed afterwards.
 *
 * @param since the position when the publication was set right
 * @param transactions their virtual identifiers, as SQL spells them
 */
record OpenWriters(Lsn since, String transactions) {

	/**
	 * Find them.
	 * @param connection a connection
	 * @param tables our tables
	 * @param since the present position
	 * @return the transactions, or {@code null} if there are none
	 * @throws SQLException if the query fails
	 */
	static @Nullable OpenWriters find(ServerConnection connection, List<PublishedTable> tables, Lsn since)
			throws SQLException {
		String names = tables.stream()
			.map(PublishedTable::identifier)
			.map(SqlNames::literal)
			.collect(Collectors.joining(", "));
		String transactions = connection
			.text("""
					SELECT string_agg(DISTINCT quote_literal(virtualtransaction), ', ') FROM pg_locks
					WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
					AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
					AND relation IN (SELECT to_regclass(name) FROM unnest(ARRAY[%1$s]) AS t (name)
					                 UNION SELECT relid FROM unnest(ARRAY[%1$s]) AS t (name), pg_partition_tree(to_regclass(name)))"""
				.formatted(names));
		return (transactions != null) ? new OpenWriters(since, transactions) : null;
	}

	/**
	 * Return whether all have ended.
	 * @param connection a connection
	 * @return {@code true} if they have
	 * @throws SQLException if the query fails
	 */
	boolean haveEnded(ServerConnection connection) throws SQLException {
		return "t".equals(connection.text("""
				SELECT NOT EXISTS (SELECT FROM pg_locks
				                   WHERE mode = 'RowExclusiveLock' AND granted AND virtualtransaction IN (%s))"""
			.formatted(this.transactions)));
	}

}
