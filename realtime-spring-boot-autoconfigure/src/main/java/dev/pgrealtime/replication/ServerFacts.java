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
 * What has to be known of the server before anything else.
 *
 * @param version the version, such as 180006
 */
record ServerFacts(int version) {

	private static final int MINIMUM_VERSION = 140000;

	private static final String QUERY = """
			SELECT version() AS name, current_setting('server_version') AS version,
			       current_setting('server_version_num') AS version_num, current_setting('wal_level') AS wal_level""";

	/**
	 * Read the facts.
	 * @param connection a replication connection
	 * @return the facts
	 * @throws SQLException if the connection is broken
	 * @throws ReplicationException if the server cannot do what we need
	 */
	static ServerFacts require(ReplicationConnection connection) throws SQLException {
		return judge(connection.row(QUERY));
	}

	/**
	 * Judge what the server said of itself.
	 * @param row the values by name, {@code null} if it said nothing
	 * @return the facts
	 * @throws ReplicationException if the server cannot do what we need
	 */
	static ServerFacts judge(@Nullable Map<String, @Nullable String> row) {
		if (row == null || !String.valueOf(row.get("name")).startsWith("PostgreSQL")) {
			throw ReplicationErrors.notPostgres((row != null) ? String.valueOf(row.get("name")) : "The server");
		}
		ServerFacts facts = new ServerFacts(number(row.get("version_num")));
		if (facts.version < MINIMUM_VERSION) {
			throw ReplicationErrors.serverTooOld(String.valueOf(row.get("version")));
		}
		if (!"logical".equals(row.get("wal_level"))) {
			throw ReplicationErrors.walLevel(row.get("wal_level"));
		}
		return facts;
	}

	boolean publishesColumnLists() {
		return this.version >= 150000;
	}

	boolean publishesGeneratedColumns() {
		return this.version >= 180000;
	}

	boolean takesSlotOptions() {
		return this.version >= 150000;
	}

	boolean synchronizesSlots() {
		return this.version >= 170000;
	}

	private static int number(@Nullable String text) {
		return (text != null) ? Integer.parseInt(text) : 0;
	}

}
