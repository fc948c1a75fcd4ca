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

package dev.pgrealtime.faults;

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
import org.junit.jupiter.params.provider.ValueSource;

import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The heap is small, and much comes.
 */
@SlowFault
class MemoryFaultIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private final TestDatabase database = PostgresServer.newDatabase();

	private final Walsender walsender = new Walsender(this.database);

	private final List<Process> processes = new ArrayList<>();

	@TempDir
	private Path directory;

	@BeforeEach
	void createTableAndSlot() {
		String slot = "realtime_" + this.database.name();
		this.database.execute(Account.TABLE);
		this.database.execute("ALTER TABLE account REPLICA IDENTITY FULL",
				"CREATE PUBLICATION %s FOR TABLE account WITH (publish_via_partition_root = true)".formatted(slot),
				"SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot));
	}

	@AfterEach
	void stop() throws InterruptedException {
		for (Process process : this.processes) {
			process.destroyForcibly().waitFor();
		}
	}

	@Test
	void manyRowsThatWaitForASlowListenerDoNotFillTheHeap() throws Exception {
		insert(20_000, 2_000);
		assertThat(run("-Xmx96m")).contains("published=20001 handled=20001 characters=40000000");
	}

	@Test
	void largeRowsThatWaitForASlowListenerDoNotFillTheHeap() throws Exception {
		insert(1500, 200_000);
		assertThat(run("-Xmx96m")).contains("published=1501 handled=1501 characters=300000000");
	}

	@Test
	void aLargeValuePassesWhereTheHeapHasRoomForThreeOfIt() throws Exception {
		insert(1, 100_000_000);
		assertThat(run("-Xmx320m")).contains("published=2 handled=2 characters=100000000");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xmx96m", "-Xmx160m" })
	void aValueThatDoesNotFitIsWaitedWithUntilTheHeapIsLarger(String heap) throws Exception {
		insert(1, 100_000_000);
		String before = confirmed();
		Process process = start(heap);
		await().atMost(PATIENCE).until(() -> Files.readString(output()).contains(": Java heap space"));
		assertThat(process.isAlive()).isTrue();
		assertThat(confirmed()).isEqualTo(before);
		stop();
		await().until(() -> this.walsender.process() == null);
		assertThat(run("-Xmx320m")).contains("published=2 handled=2 characters=100000000");
	}

	@Test
	void aTransactionOfManySubtransactionsNeedsNoMemory() throws Exception {
		this.database.execute("""
				DO $$
				BEGIN
					FOR i IN 1..100000 LOOP
						BEGIN
							INSERT INTO account VALUES (i, 'first', 1, 'kept');
						EXCEPTION WHEN division_by_zero THEN
							NULL;
						END;
						BEGIN
							INSERT INTO account VALUES (-i, 'first', 1, 'regretted');
							PERFORM 1 / 0;
						EXCEPTION WHEN division_by_zero THEN
							NULL;
						END;
					END LOOP;
					INSERT INTO account VALUES (0, 'last', 1, NULL);
				END $$""");
		assertThat(run("-Xmx96m", "--pause=0")).contains("published=100001 handled=100001 characters=400000");
	}

	private String confirmed() {
		return this.database
			.query("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = 'realtime_%s'"
				.formatted(this.database.name()));
	}

	private void insert(int rows, int characters) {
		this.database.execute("INSERT INTO account SELECT n, 'first', 1, repeat('x', %d) FROM generate_series(1, %d) n"
			.formatted(characters, rows), "INSERT INTO account VALUES (0, 'last', 1, NULL)");
	}

	private String run(String heap, String... arguments) throws IOException {
		Process process = start(heap, arguments);
		await().atMost(PATIENCE).until(() -> !process.isAlive());
		String output = Files.readString(output());
		assertThat(process.exitValue()).as(output).isZero();
		return output;
	}

	private Process start(String heap, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java", heap,
						"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
						SmallHeapApplication.class.getName(), "--spring.application.name=" + this.database.name(),
						"--spring.datasource.url=" + this.database.url(),
						"--spring.datasource.username=" + this.database.username(),
						"--spring.datasource.password=" + this.database.password()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(output().toFile())
			.start();
		this.processes.add(process);
		return process;
	}

	private Path output() {
		return this.directory.resolve("output.txt");
	}

}
