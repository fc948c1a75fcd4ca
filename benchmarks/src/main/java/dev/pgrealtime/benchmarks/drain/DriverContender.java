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

package dev.pgrealtime.benchmarks.drain;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.util.DriverInfo;

import dev.pgrealtime.benchmarks.process.Contender;
import dev.pgrealtime.benchmarks.server.ServerAddress;

/**
 * The stream of the JDBC driver, whose messages are thrown away after a look at their
 * first byte: the limit for Java.
 */
public final class DriverContender implements Contender<DrainTask, DrainResult> {

	@Override
	public String name() {
		return "bare pgjdbc stream";
	}

	@Override
	public String version() {
		return DriverInfo.DRIVER_VERSION;
	}

	@Override
	public DrainResult run(DrainTask task) throws SQLException {
		DrainCounter counter = new DrainCounter(task.changes());
		try (Connection connection = connect(task); PGReplicationStream stream = open(connection, task)) {
			while (!counter.isComplete()) {
				@Nullable ByteBuffer message = stream.read();
				if (message != null) {
					counter.bytes(message.remaining());
					counter.count(message.get());
				}
			}
		}
		return counter.result();
	}

	private static Connection connect(DrainTask task) throws SQLException {
		Properties properties = new Properties();
		PGProperty.USER.set(properties, ServerAddress.USER);
		PGProperty.PASSWORD.set(properties, ServerAddress.PASSWORD);
		PGProperty.REPLICATION.set(properties, "database");
		PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
		PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
		return DriverManager.getConnection(task.server().url(), properties);
	}

	private static PGReplicationStream open(Connection connection, DrainTask task) throws SQLException {
		return connection.unwrap(PGConnection.class)
			.getReplicationAPI()
			.replicationStream()
			.logical()
			.withSlotName(task.slot())
			.withSlotOption("proto_version", 1)
			.withSlotOption("publication_names", task.publication())
			.start();
	}

}
