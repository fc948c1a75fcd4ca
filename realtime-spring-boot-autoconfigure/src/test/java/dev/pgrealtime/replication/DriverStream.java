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
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;

import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams with the driver of its own class path, whatever read timeout the URL sets, and
 * stays connected while nothing happens.
 */
public final class DriverStream {

	private static final Duration IDLE = Duration.ofSeconds(4);

	private DriverStream() {
	}

	public static void main(String[] args) throws SQLException {
		TestDatabase database = new TestDatabase(args[0], Integer.parseInt(args[1]), args[2]);
		for (int socketTimeout : new int[] { 0, 1, 30 }) {
			stream(database, socketTimeout);
		}
		System.out.println(driver(database) + " has survived");
	}

	private static String driver(TestDatabase database) throws SQLException {
		try (Connection connection = database.connect()) {
			// Not the constants of the driver, which the compiler copies
			DatabaseMetaData metaData = connection.getMetaData();
			return metaData.getDriverName() + " " + metaData.getDriverVersion();
		}
	}

	private static void stream(TestDatabase database, int socketTimeout) {
		try (TestStream stream = new TestStream(database).table("items")
			.connection(database.url() + "?socketTimeout=" + socketTimeout, database.username(), database.password())
			.start()
			.awaitStreaming()) {
			String process = process(database);
			insert(database, socketTimeout);
			stream.awaitInsertOf(Integer.toString(socketTimeout));
			await().pollDelay(IDLE).atMost(IDLE.multipliedBy(5)).until(() -> process.equals(process(database)));
			insert(database, 100 + socketTimeout);
			stream.awaitInsertOf(Integer.toString(100 + socketTimeout));
			assertThat(process(database)).isEqualTo(process);
			assertThat(stream.inserted()).hasSize(2);
		}
	}

	private static String process(TestDatabase database) {
		return String.valueOf(database
			.query("SELECT active_pid FROM pg_replication_slots WHERE database = '%s'".formatted(database.name())));
	}

	private static void insert(TestDatabase database, int id) {
		database.execute("INSERT INTO items VALUES (%d, repeat('some', 5000))".formatted(id));
	}

}
