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

package dev.pgrealtime.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL of our own, with the same settings for all contenders.
 */
public final class BenchmarkServer implements AutoCloseable {

	/**
	 * What differs from the defaults of PostgreSQL, or of those who package it: commits
	 * that wait for the disk, enough memory, and no background work that falls into the
	 * round of one contender and not of another.
	 */
	public static final Map<String, String> SETTINGS = Map.ofEntries(Map.entry("wal_level", "logical"),
			Map.entry("fsync", "on"), Map.entry("synchronous_commit", "on"), Map.entry("shared_buffers", "512MB"),
			Map.entry("max_wal_size", "16GB"), Map.entry("checkpoint_timeout", "1h"), Map.entry("autovacuum", "off"),
			Map.entry("max_replication_slots", "20"), Map.entry("max_wal_senders", "20"));

	private final EmbeddedPostgres postgres;

	private final Path directory;

	private BenchmarkServer(EmbeddedPostgres postgres, Path directory) {
		this.postgres = postgres;
		this.directory = directory;
	}

	/**
	 * Start a server.
	 * @return the server
	 * @throws IOException if it cannot be started
	 */
	public static BenchmarkServer start() throws IOException {
		Path directory = Files.createTempDirectory("realtime-benchmark");
		Path log = logFile(directory);
		ServerCertificate certificate = ServerCertificate.create(directory);
		EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
			.setPGStartupWait(Duration.ofMinutes(1))
			.setRegisterShutdownHook(true)
			.setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.setServerConfig("log_line_prefix", "%n,")
			.setServerConfig("ssl", "on")
			.setServerConfig("ssl_cert_file", certificate.certificate().toString())
			.setServerConfig("ssl_key_file", certificate.key().toString());
		SETTINGS.forEach(builder::setServerConfig);
		return new BenchmarkServer(builder.start(), directory);
	}

	private static Path logFile(Path directory) {
		return directory.resolve("server.log");
	}

	/**
	 * Return the address.
	 * @return the address of the server
	 */
	public ServerAddress address() {
		return new ServerAddress("localhost", this.postgres.getPort());
	}

	/**
	 * Return what happened on the server.
	 * @return the log
	 */
	public ServerLog log() {
		return new ServerLog(logFile(this.directory));
	}

	/**
	 * Run statements, each in a transaction of its own.
	 * @param statements the statements
	 * @throws SQLException if one of them fails
	 */
	public void execute(String... statements) throws SQLException {
		try (Connection connection = this.postgres.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	/**
	 * Ask a question.
	 * @param sql a query for a single value
	 * @return the value as text
	 * @throws SQLException if the query fails
	 */
	public String query(String sql) throws SQLException {
		try (Connection connection = this.postgres.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			result.next();
			return result.getString(1);
		}
	}

	/**
	 * Wait until somebody streams from a slot.
	 * @param slot the name of the slot, which need not exist yet
	 * @throws SQLException if nobody does after a while
	 */
	public void awaitStream(String slot) throws SQLException {
		await("""
				EXISTS (SELECT FROM pg_replication_slots s JOIN pg_stat_replication r ON r.pid = s.active_pid
					WHERE s.slot_name = '%s' AND r.state <> 'startup')""".formatted(slot));
	}

	/**
	 * Drop a slot, once nobody streams from it.
	 * @param slot the name of the slot
	 * @throws SQLException if it is still in use after a while
	 */
	public void dropSlot(String slot) throws SQLException {
		await("EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '%s' AND NOT active)".formatted(slot));
		execute("SELECT pg_drop_replication_slot('%s')".formatted(slot));
	}

	private void await(String condition) throws SQLException {
		execute("""
				DO $$ BEGIN
					FOR attempt IN 1 .. 1000 LOOP
						IF %1$s THEN
							RETURN;
						END IF;
						PERFORM pg_stat_clear_snapshot(), pg_sleep(0.01);
					END LOOP;
					RAISE 'not in time: %%', $c$%1$s$c$;
				END $$""".formatted(condition));
	}

	@Override
	public void close() throws IOException {
		this.postgres.close();
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
