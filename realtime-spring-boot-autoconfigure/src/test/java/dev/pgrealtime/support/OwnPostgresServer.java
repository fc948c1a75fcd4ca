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
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * A real PostgreSQL for one test, which has settings of its own, and can be stopped and
 * started again. Its address is known before it is first started.
 */
public final class OwnPostgresServer implements AutoCloseable {

	private final String[] settings;

	private final Path directory;

	private final int port;

	private @Nullable EmbeddedPostgres server;

	/**
	 * Create a server that is not started yet.
	 * @param settings settings of the server, as {@code name=value}
	 */
	public OwnPostgresServer(String... settings) {
		this.settings = settings;
		try (ServerSocket socket = new ServerSocket(0)) {
			this.port = socket.getLocalPort();
			this.directory = Files.createTempDirectory("postgres");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public OwnPostgresServer start() {
		EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
			.setPort(this.port)
			.setDataDirectory(this.directory)
			.setCleanDataDirectory(false)
			.setServerConfig("wal_level", "logical")
			.setServerConfig("synchronous_commit", "on");
		for (String setting : this.settings) {
			int equals = setting.indexOf('=');
			builder.setServerConfig(setting.substring(0, equals), setting.substring(equals + 1));
		}
		try {
			this.server = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this;
	}

	/**
	 * Stop the server as an operator would, who does not ask whoever is connected.
	 */
	public void stop() {
		if (this.server != null) {
			try {
				this.server.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			this.server = null;
		}
	}

	/**
	 * Ask the server to stop, and do not wait for it.
	 * @param mode how
	 */
	public void shutDown(Shutdown mode) {
		try {
			String process = Files.readAllLines(this.directory.resolve("postmaster.pid")).get(0);
			new ProcessBuilder("kill", "-" + mode.signal, process).start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return whether the server runs, or has not come to its end yet.
	 * @return {@code false} once everything has ended
	 */
	public boolean isRunning() {
		return Files.exists(this.directory.resolve("postmaster.pid"));
	}

	/**
	 * Keep a copy of the data of the server, which is stopped.
	 * @return the copy
	 */
	public Path copy() {
		try {
			Path copy = Files.createTempDirectory("postgres");
			FileSystemUtils.copyRecursively(this.directory, copy);
			return copy;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Replace the data of the server, which is stopped.
	 * @param copy other data, which is moved, or {@code null} for another server
	 */
	public void replace(@Nullable Path copy) {
		try {
			FileSystemUtils.deleteRecursively(this.directory);
			if (copy != null) {
				Files.move(copy, this.directory);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Make the server, which is stopped, a standby of another one, with a copy of its
	 * data, and without its slots.
	 * @param primary the other one, which is stopped
	 * @param slot the physical slot that the standby uses
	 */
	public void follow(OwnPostgresServer primary, String slot) {
		replace(primary.copy());
		try {
			FileSystemUtils.deleteRecursively(this.directory.resolve("pg_replslot"));
			Files.createDirectory(this.directory.resolve("pg_replslot"));
			Files.createFile(this.directory.resolve("standby.signal"));
			Files.writeString(this.directory.resolve("postgresql.auto.conf"), """
					primary_conninfo = 'host=127.0.0.1 port=%d user=postgres dbname=postgres'
					primary_slot_name = '%s'
					hot_standby_feedback = on
					""".formatted(primary.port, slot));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Make a standby of the server, which is stopped, and promote it: it has another
	 * timeline when it is started again.
	 */
	public void promote() {
		try {
			Files.createFile(this.directory.resolve("standby.signal"));
			EmbeddedPostgres standby = EmbeddedPostgres.builder()
				.setDataDirectory(this.directory)
				.setCleanDataDirectory(false)
				.setServerConfig("wal_level", "logical")
				.start();
			try (standby) {
				new TestDatabase("127.0.0.1", standby.getPort(), "postgres").query("SELECT pg_promote()");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public Path directory() {
		return this.directory;
	}

	public TestDatabase database() {
		return new TestDatabase("127.0.0.1", this.port, "postgres");
	}

	@Override
	public void close() {
		stop();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * How a server is stopped.
	 */
	public enum Shutdown {

		/**
		 * When all clients have gone.
		 */
		SMART("TERM"),

		/**
		 * Clients are sent away first.
		 */
		FAST("INT"),

		/**
		 * As in a crash.
		 */
		IMMEDIATE("QUIT");

		private final String signal;

		Shutdown(String signal) {
			this.signal = signal;
		}

	}

}
