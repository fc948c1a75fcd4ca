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

package dev.pgrealtime.benchmarks.fanout;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

import dev.pgrealtime.benchmarks.server.ServerAddress;

/**
 * Publishes an event as ours are: by a row that is inserted and committed.
 */
final class RowPublisher implements EventPublisher {

	private final Connection connection;

	private final PreparedStatement insert;

	RowPublisher(ServerAddress server) throws SQLException {
		this.connection = DriverManager.getConnection(server.url(), ServerAddress.USER, ServerAddress.PASSWORD);
		this.insert = this.connection.prepareStatement("INSERT INTO fanout_event (id, text) VALUES (?, ?)");
	}

	@Override
	public void publish(long number) throws SQLException {
		this.insert.setLong(1, number);
		this.insert.setString(2, NumberedText.of(number));
		this.insert.executeUpdate();
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
