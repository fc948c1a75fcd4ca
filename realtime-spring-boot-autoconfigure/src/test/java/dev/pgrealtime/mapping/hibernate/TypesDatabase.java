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

package dev.pgrealtime.mapping.hibernate;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.pgrealtime.ReplicaIdentity;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.replication.Backoff;
import dev.pgrealtime.replication.ConnectionSettings;
import dev.pgrealtime.replication.LostSlotPolicy;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.replication.Provisioning;
import dev.pgrealtime.replication.PublishedTable;
import dev.pgrealtime.replication.ReplicationSettings;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.replication.ReplicationWorker;
import dev.pgrealtime.replication.RetentionPolicy;
import dev.pgrealtime.replication.WalHandler;
import dev.pgrealtime.replication.WalRecord;
import dev.pgrealtime.support.TestDatabase;

import static org.awaitility.Awaitility.await;

/**
 * All values of all types in a database: each in a row of its own, whose other columns
 * are {@code NULL}, what the server's text of it is, and what was streamed when it was
 * inserted.
 */
final class TypesDatabase {

	private static final List<String> TYPES = List.of("CREATE EXTENSION citext", "CREATE EXTENSION hstore",
			"CREATE EXTENSION ltree", "CREATE EXTENSION cube",
			"CREATE TYPE mood AS ENUM ('HAPPY', 'so_so', 'Größe', '$odd_1', 'in transit, \"quoted\" \\ ''', '')",
			"CREATE TYPE amount AS (cents numeric, currency text)", "CREATE DOMAIN label AS varchar(2000)",
			"CREATE DOMAIN positive AS integer CHECK (value > 0)", "CREATE DOMAIN short_list AS integer[]");

	private static final List<String> TEXT_FORM = List.of("SET TimeZone = 'UTC'", "SET DateStyle = 'ISO, YMD'",
			"SET IntervalStyle = 'postgres'", "SET bytea_output = 'hex'", "SET extra_float_digits = 3",
			"SET lc_monetary = 'C'");

	private final TestDatabase database;

	private final List<TypesTable> tables;

	private final Map<Integer, String> texts = new HashMap<>();

	private final Queue<PgOutputMessage> messages = new ConcurrentLinkedQueue<>();

	/**
	 * Fill a database.
	 * @param database the database, empty
	 * @param tables the tables to fill
	 * @param settings settings for whoever connects to it
	 */
	TypesDatabase(TestDatabase database, List<TypesTable> tables, String... settings) {
		this.database = database;
		this.tables = tables;
		this.database.execute(TYPES.toArray(String[]::new));
		tables.forEach((table) -> this.database.execute(table.ddl()));
		for (String setting : settings) {
			this.database.execute("ALTER DATABASE %s SET %s".formatted(this.database.name(), setting));
		}
		stream();
		readTexts();
	}

	TestDatabase database() {
		return this.database;
	}

	Queue<PgOutputMessage> messages() {
		return this.messages;
	}

	/**
	 * Return the server's text of a value.
	 * @param id the row that holds it
	 * @return the text
	 */
	String text(int id) {
		return this.texts.get(id);
	}

	private void stream() {
		ConnectionSettings connection = new ConnectionSettings(this.database.url(), this.database.username(),
				this.database.password());
		Backoff backoff = new Backoff(Duration.ofMillis(20), Duration.ofMillis(50));
		List<PublishedTable> published = this.tables.stream()
			.map((table) -> new PublishedTable(null, table.name(), ReplicaIdentity.DEFAULT, Set.of()))
			.toList();
		ReplicationSettings settings = new ReplicationSettings(
				new ReplicationSettings.Slot("types_" + this.database.name(), true, false, LostSlotPolicy.FAIL),
				"types", Provisioning.CREATE, published, 10_000_000, backoff, backoff, Duration.ofMinutes(1),
				Duration.ofSeconds(4), Duration.ofSeconds(5),
				new ReplicationSettings.Guard(Duration.ofSeconds(10), 0, RetentionPolicy.ALERT, Duration.ZERO));
		ReplicationWorker worker = new ReplicationWorker(settings, new PgConnections(connection, "test"),
				new Recorder(), List::of, null);
		worker.start();
		try {
			await().until(() -> worker.status().state() == ReplicationStatus.State.STREAMING);
			insert();
			long rows = this.tables.stream().mapToLong((table) -> table.cells().size()).sum();
			await().until(() -> this.messages.stream().filter(Insert.class::isInstance).count() == rows);
		}
		finally {
			worker.stop();
		}
	}

	private void insert() {
		try (Connection connection = this.database.connect(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			for (TypesTable table : this.tables) {
				for (TypesTable.Cell cell : table.cells()) {
					try {
						statement.execute(cell.insert());
					}
					catch (SQLException ex) {
						throw new IllegalStateException(cell + ": " + ex.getMessage(), ex);
					}
				}
			}
			connection.commit();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void readTexts() {
		try (Connection connection = this.database.connect(); Statement statement = connection.createStatement()) {
			for (String setting : TEXT_FORM) {
				statement.execute(setting);
			}
			for (TypesTable table : this.tables) {
				for (TypesTable.Cell cell : table.cells()) {
					try (ResultSet result = statement.executeQuery(cell.select())) {
						result.next();
						this.texts.put(cell.id(), result.getString(1));
					}
				}
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private final class Recorder implements WalHandler {

		@Override
		public void connected() {
			TypesDatabase.this.messages.clear();
		}

		@Override
		public void handle(WalRecord record) {
			PgOutputMessage message = record.message();
			TypesDatabase.this.messages.add(message);
		}

		@Override
		public void gap(StreamGap gap) {
			throw new IllegalStateException(gap.toString());
		}

	}

}
