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

package dev.pgrealtime.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;

/**
 * A real PostgreSQL, one for the JVM, started when first asked for. Tests share the
 * server and keep apart by database.
 */
public final class PostgresServer {

	private static final AtomicInteger DATABASES = new AtomicInteger();

	static {
		// Generous, because it only matters when something is wrong
		Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
	}

	private PostgresServer() {
	}

	/**
	 * Create an empty database with a name of its own.
	 * @return the database
	 */
	public static TestDatabase newDatabase() {
		String name = "test_" + DATABASES.incrementAndGet();
		try (Connection connection = Holder.SERVER.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE DATABASE " + name);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return new TestDatabase("127.0.0.1", Holder.SERVER.getPort(), name);
	}

	/**
	 * Return the version of the server.
	 * @return the major version, such as 18
	 */
	public static int version() {
		return Holder.VERSION;
	}

	private static final class Holder {

		private static final EmbeddedPostgres SERVER = start();

		private static final int VERSION = readVersion();

		private static EmbeddedPostgres start() {
			try {
				return EmbeddedPostgres.builder()
					.setServerConfig("wal_level", "logical")
					.setServerConfig("max_replication_slots", "1000")
					.setServerConfig("max_wal_senders", "100")
					.setServerConfig("max_prepared_transactions", "10")
					.setServerConfig("max_connections", "300")
					.setServerConfig("synchronous_commit", "on")
					.setServerConfig("fsync", "off")
					.start();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private static int readVersion() {
			try (Connection connection = SERVER.getPostgresDatabase().getConnection()) {
				return connection.getMetaData().getDatabaseMajorVersion();
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
