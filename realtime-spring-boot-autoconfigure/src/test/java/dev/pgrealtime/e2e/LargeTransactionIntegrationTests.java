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

package dev.pgrealtime.e2e;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.pgrealtime.faults.SlowFault;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A transaction passes through a heap that could not hold it.
 */
@SlowFault
class LargeTransactionIntegrationTests {

	private static final int ROWS = 5_000_000;

	@TempDir
	private Path directory;

	@Test
	void aTransactionOfFiveMillionRowsNeedsNoMemory() throws Exception {
		TestDatabase database = PostgresServer.newDatabase();
		String slot = "realtime_" + database.name();
		database.execute(Order.TABLE, "ALTER TABLE orders REPLICA IDENTITY FULL",
				"CREATE PUBLICATION %s FOR TABLE orders WITH (publish_via_partition_root = true)".formatted(slot),
				"SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot),
				"INSERT INTO orders SELECT gen_random_uuid(), 'PENDING', n, 'order number ' || n FROM generate_series(1, %d) n"
					.formatted(ROWS));
		Path output = this.directory.resolve("output.txt");
		Process process = new ProcessBuilder(
				System.getProperty("java.home") + File.separator + "bin" + File.separator + "java", "-Xmx128m",
				"-XX:+ExitOnOutOfMemoryError", "-cp", System.getProperty("java.class.path"),
				LargeTransactionApplication.class.getName(), "--spring.application.name=" + database.name(),
				"--spring.datasource.url=" + database.url(), "--spring.datasource.username=" + database.username(),
				"--spring.datasource.password=" + database.password())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			await().atMost(Duration.ofMinutes(15)).until(() -> !process.isAlive());
			assertThat(Files.readString(output)).contains("events=%d ordered=true".formatted(ROWS));
			assertThat(process.exitValue()).isZero();
		}
		finally {
			process.destroyForcibly();
		}
	}

}
