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

package dev.pgrealtime.benchmarks.micro;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.pgrealtime.benchmarks.drain.PurchaseOrders;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;
import dev.pgrealtime.benchmarks.server.ServerAddress;

/**
 * Messages as a server sends them, in memory.
 */
final class CapturedChanges {

	private static final String SLOT = "micro";

	private static final String QUERY = """
			SELECT data FROM pg_logical_slot_get_binary_changes(?, NULL, NULL,
				'proto_version', '1', 'publication_names', ?)""";

	private CapturedChanges() {
	}

	static List<ByteBuffer> capture(BenchmarkServer server) throws SQLException {
		server.execute("SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(SLOT));
		new PurchaseOrders(600).apply(server);
		// What is not on disk is not decoded
		server.execute("SELECT pg_switch_wal()");
		List<ByteBuffer> messages = new ArrayList<>();
		try (Connection connection = DriverManager.getConnection(server.address().url(), ServerAddress.USER,
				ServerAddress.PASSWORD); PreparedStatement query = connection.prepareStatement(QUERY)) {
			query.setString(1, SLOT);
			query.setString(2, PurchaseOrders.PUBLICATION);
			try (ResultSet result = query.executeQuery()) {
				while (result.next()) {
					messages.add(ByteBuffer.wrap(result.getBytes(1)));
				}
			}
		}
		return messages;
	}

}
