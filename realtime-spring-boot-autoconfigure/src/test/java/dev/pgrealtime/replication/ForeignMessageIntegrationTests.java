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
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.api.Test;

import dev.pgrealtime.faults.SlowFault;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages that others write to the WAL are none of our business, whatever their size.
 */
@SlowFault
class ForeignMessageIntegrationTests {

	private static final String WRITE = "SELECT pg_logical_emit_message(%s, 'others', repeat('x', %d))";

	private final TestDatabase database = PostgresServer.newDatabase();

	private final TestStream stream = new TestStream(this.database).table("items");

	@Test
	void neitherArriveNorTakeRoom() throws SQLException {
		this.database.execute("CREATE TABLE items (id int PRIMARY KEY, name text)");
		try (this.stream;
				Connection connection = this.database.connect();
				Statement statement = connection.createStatement()) {
			this.stream.start().awaitStreaming();
			connection.setAutoCommit(false);
			statement.execute("INSERT INTO items VALUES (1, 'rolled back')");
			statement.execute(WRITE.formatted(false, 100_000_000));
			statement.execute(WRITE.formatted(true, 10));
			connection.rollback();
			statement.execute("INSERT INTO items VALUES (2, 'committed')");
			statement.execute(WRITE.formatted(true, 10_000_000));
			statement.execute("INSERT INTO items VALUES (3, 'committed')");
			connection.commit();
			this.stream.awaitInsertOf("3");
			assertThat(this.stream.inserted()).containsExactly("2", "3");
			assertThat(this.stream.told()).doesNotContain("LogicalMessage");
			assertThat(this.stream.status().problem()).isNull();
		}
	}

}
