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

/**
 * Whether the stream would go on after a standby was promoted, as far as the primary can
 * tell: it does not know which slots its standbys have synchronized.
 */
final class FailoverReadiness {

	private static final String STANDBYS = """
			SELECT count(*) AS standbys,
			       string_agg(quote_literal(name), ', ') FILTER (WHERE NOT EXISTS (
			           SELECT FROM pg_replication_slots s
			           WHERE s.slot_name = name AND s.slot_type = 'physical' AND s.active)) AS missing
			FROM (SELECT btrim(entry, ' "') AS name
			      FROM unnest(string_to_array(current_setting('synchronized_standby_slots'), ',')) AS e (entry)) AS t
			WHERE name <> ''""";

	private FailoverReadiness() {
	}

	/**
	 * Look for what may be lost.
	 * @param connection a connection to a server that synchronizes slots
	 * @param name the name of our slot
	 * @param slot our slot
	 * @return a warning, or {@code null} if none is needed
	 * @throws SQLException if the query fails
	 */
	static @Nullable String judge(ServerConnection connection, String name, ReplicationSlot slot) throws SQLException {
		if (!slot.failover()) {
			return "Replication slot '%s' is not synced to standbys, although realtime.slot.failover=true: it was made without, and realtime.provisioning is not 'create'"
				.formatted(name);
		}
		Map<String, @Nullable String> row = connection.row(STANDBYS);
		if (row == null || "0".equals(row.get("standbys"))) {
			return "No standby is waited for, as synchronized_standby_slots is empty: one that is promoted may lack what was delivered";
		}
		String missing = row.get("missing");
		return (missing != null)
				? "The server sends nothing until every standby of synchronized_standby_slots has it, and nobody uses the physical slot %s"
					.formatted(missing)
				: null;
	}

}
