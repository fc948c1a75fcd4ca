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
 * Which server it is, and which of its histories it goes on with.
 *
 * @param systemId the identifier of the database cluster, which its standbys share
 * @param timeline the number of the timeline, which grows when a standby is promoted
 */
record ServerIdentity(String systemId, String timeline) {

	/**
	 * Ask the server.
	 * @param connection a replication connection
	 * @return the identity
	 * @throws SQLException if the connection is broken
	 * @throws ReplicationException if it does not speak the replication protocol
	 */
	static ServerIdentity read(ReplicationConnection connection) throws SQLException {
		Map<String, @Nullable String> row = connection.row("IDENTIFY_SYSTEM");
		if (row == null) {
			throw ReplicationErrors.pooler(null);
		}
		return new ServerIdentity(String.valueOf(row.get("systemid")), String.valueOf(row.get("timeline")));
	}

	/**
	 * Return how far this server knows the history of an earlier timeline.
	 * @param connection a replication connection
	 * @param earlier the number of the timeline
	 * @return the position at which it was left, or {@link Lsn#INVALID} if it is none of
	 * the history of this server
	 * @throws SQLException if the connection is broken
	 */
	Lsn endOf(ReplicationConnection connection, String earlier) throws SQLException {
		Map<String, @Nullable String> row = connection.row("TIMELINE_HISTORY " + this.timeline);
		String history = (row != null) ? String.valueOf(row.get("content")) : "";
		return history.lines()
			.map((line) -> line.strip().split("\\s+"))
			.filter((fields) -> fields.length > 1 && fields[0].equals(earlier))
			.findFirst()
			.map((fields) -> Lsn.parse(fields[1]))
			.orElse(Lsn.INVALID);
	}

}
