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

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.pgrealtime.faults.SlowFault;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The oldest and the newest driver that are supported, beside the one that all other
 * tests run with. The build puts them into {@code target/drivers}.
 */
@SlowFault
class DriverMatrixIntegrationTests {

	@TempDir
	private Path directory;

	static Stream<Path> drivers() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("target", "drivers"))) {
			return files.sorted().toList().stream();
		}
	}

	@ParameterizedTest
	@MethodSource("drivers")
	void streams(Path driver) throws IOException {
		TestDatabase database = PostgresServer.newDatabase();
		database.execute("CREATE TABLE items (id int PRIMARY KEY, name text)");
		Path output = this.directory.resolve("output.txt");
		Process process = new ProcessBuilder(
				System.getProperty("java.home") + File.separator + "bin" + File.separator + "java", "-cp",
				classPathWith(driver), DriverStream.class.getName(), database.host(), Integer.toString(database.port()),
				database.name())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			await().atMost(Duration.ofMinutes(3)).until(() -> !process.isAlive());
			String version = driver.getFileName().toString().replaceAll("postgresql-|[.]jar", "");
			assertThat(Files.readString(output)).contains("PostgreSQL JDBC Driver %s has survived".formatted(version));
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static String classPathWith(Path driver) {
		String others = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !Path.of(entry).getFileName().toString().matches("postgresql-[0-9.]+jar"))
			.collect(Collectors.joining(File.pathSeparator));
		return driver + File.pathSeparator + others;
	}

}
