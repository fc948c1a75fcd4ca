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

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Messages as a server sends them, in memory, and in a file between JVMs.
 */
final class CapturedChanges {

	private static final String SLOT = "micro";

	private static final String QUERY = """
			SELECT data FROM pg_logical_slot_get_binary_changes(?, NULL, NULL,
				'proto_version', '1', 'publication_names', ?)""";

	private CapturedChanges() {
	}

	static void capture(BenchmarkServer server, Path file) throws IOException, SQLException {
		PurchaseOrders.create(server);
		server.execute("TRUNCATE purchase_order",
				"SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(SLOT));
		new PurchaseOrders(600).apply(server);
		// What is not on disk is not decoded
		server.execute("SELECT pg_switch_wal()");
		try (Connection connection = DriverManager.getConnection(server.address().url(), ServerAddress.USER,
				ServerAddress.PASSWORD); PreparedStatement query = connection.prepareStatement(QUERY)) {
			query.setString(1, SLOT);
			query.setString(2, PurchaseOrders.PUBLICATION);
			try (ResultSet result = query.executeQuery();
					DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
				while (result.next()) {
					byte[] message = result.getBytes(1);
					out.writeInt(message.length);
					out.write(message);
				}
			}
		}
		server.dropSlot(SLOT);
	}

	static List<ByteBuffer> read(Path file) throws IOException {
		ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
		List<ByteBuffer> messages = new ArrayList<>();
		while (all.hasRemaining()) {
			byte[] message = new byte[all.getInt()];
			all.get(message);
			messages.add(ByteBuffer.wrap(message));
		}
		return messages;
	}

}
