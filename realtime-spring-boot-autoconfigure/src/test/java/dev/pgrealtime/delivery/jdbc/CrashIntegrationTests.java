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

package dev.pgrealtime.delivery.jdbc;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.pgrealtime.faults.SlowFault;
import dev.pgrealtime.support.Leftovers;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Wherever a process is killed, each effect is there exactly once in the end.
 */
class CrashIntegrationTests {

	private static final int KILLED = 128 + 9;

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final TestDatabase database = PostgresServer.newDatabase();

	private final List<Process> processes = new ArrayList<>();

	@TempDir
	private Path directory;

	@BeforeEach
	void createTables() {
		this.database.execute(Invoice.TABLE, CrashApplication.EFFECTS);
	}

	@AfterEach
	void stop() throws InterruptedException {
		for (Process process : this.processes) {
			process.destroyForcibly().waitFor();
		}
		new Leftovers(this.database).assertNone();
	}

	@ParameterizedTest
	@EnumSource(names = { "AFTER_COMMIT", "AFTER_CONFIRMATION" })
	void eachEffectIsThereExactlyOnce(CrashPoint point) throws Exception {
		crash("--crash=" + point);
		start();
		verifyEffects();
	}

	@ParameterizedTest
	@EnumSource(names = { "BEFORE_WRITE", "AFTER_WRITE", "AFTER_RELEASE", "DURING_SHUTDOWN" })
	@SlowFault
	void eachEffectIsThereExactlyOnceWhereverItCrashes(CrashPoint point) throws Exception {
		eachEffectIsThereExactlyOnce(point);
	}

	@Test
	@SlowFault
	void eachEffectIsThereExactlyOnceIfTheNextProcessIsKilledAsItTakesOver() throws Exception {
		crash("--crash=" + CrashPoint.AFTER_WRITE);
		Process next = start("--crash=" + CrashPoint.TAKING_OVER);
		await().atMost(PATIENCE).until(() -> !next.isAlive());
		assertThat(next.exitValue()).as(this::output).isEqualTo(KILLED);
		start();
		verifyEffects();
	}

	@ParameterizedTest
	@EnumSource(names = "AFTER_PARKING")
	void anEventIsParkedExactlyOnce(CrashPoint point) throws Exception {
		crash("--crash=" + point, "--failing=true", "--realtime.listener.max-attempts=1");
		start("--failing=true", "--realtime.listener.max-attempts=1");
		await().atMost(PATIENCE)
			.until(() -> "5".equals(this.database.query("SELECT count(DISTINCT invoice) FROM effect")));
		stop();
		assertThat(difference("id <> " + CrashApplication.FAILING)).isNull();
		assertThat(
				this.database.query("SELECT string_agg(keys[1] || ' x ' || attempts, ', ') FROM realtime_parked_event"))
			.isEqualTo("Invoice %d x 1".formatted(CrashApplication.FAILING));
	}

	@ParameterizedTest
	@EnumSource(names = { "BEFORE_PARKING", "AFTER_PARKED" })
	@SlowFault
	void anEventIsParkedExactlyOnceWhereverItCrashes(CrashPoint point) throws Exception {
		anEventIsParkedExactlyOnce(point);
	}

	private void verifyEffects() throws InterruptedException {
		await().atMost(PATIENCE)
			.until(() -> "6".equals(this.database.query("SELECT count(DISTINCT invoice) FROM effect")));
		stop();
		assertThat(difference("TRUE")).isNull();
	}

	/**
	 * Start an application, write what it waits for, and wait until it is killed.
	 * @param arguments its arguments
	 * @throws IOException if it cannot be started
	 */
	private void crash(String... arguments) throws IOException {
		Process process = start(arguments);
		await().atMost(PATIENCE).until(() -> !process.isAlive() || isStreaming());
		this.database.execute("INSERT INTO invoice VALUES (1, '1.50')",
				"INSERT INTO invoice VALUES (2, '2.50'), (3, '3.50')", "INSERT INTO invoice VALUES (4, '4.50')",
				"INSERT INTO invoice VALUES (5, '5.50'), (6, '6.50')");
		await().atMost(PATIENCE).until(() -> !process.isAlive());
		assertThat(process.exitValue()).as(this::output).isEqualTo(KILLED);
	}

	private Process start(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
						"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
						CrashApplication.class.getName(), "--spring.application.name=" + this.database.name(),
						"--spring.datasource.url=" + this.database.url(),
						"--spring.datasource.username=" + this.database.username(),
						"--spring.datasource.password=" + this.database.password()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(file().toFile()))
			.start();
		this.processes.add(process);
		return process;
	}

	private Path file() {
		return this.directory.resolve("output.txt");
	}

	private String output() {
		try {
			return Files.readString(file());
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private boolean isStreaming() {
		return "t".equals(this.database.query("SELECT bool_or(active) FROM pg_replication_slots WHERE database = '%s'"
			.formatted(this.database.name())));
	}

	/**
	 * Compare the state that can be made of the effects with that of the table.
	 * @param condition which invoices are expected to have had an effect
	 * @return the first invoice that has had another one, or none, or several
	 */
	private String difference(String condition) {
		return this.database
			.query("""
					SELECT coalesce(id, invoice) FROM (SELECT id, 1 AS times, amount::numeric FROM invoice WHERE %s) AS wanted
					FULL JOIN (SELECT invoice, count(*) AS times, max(amount) AS amount FROM effect GROUP BY invoice) AS found
					ON id = invoice AND wanted.times = found.times AND wanted.amount = found.amount
					WHERE id IS NULL OR invoice IS NULL"""
				.formatted(condition));
	}

}
