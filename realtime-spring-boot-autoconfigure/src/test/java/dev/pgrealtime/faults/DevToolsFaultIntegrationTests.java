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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.pgrealtime.support.Leftovers;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * DevTools restarts the application in the same JVM, with another class loader, whenever
 * a file has changed. The build puts it into {@code target/devtools}.
 */
@SlowFault
class DevToolsFaultIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final int RESTARTS = 3;

	private static final Pattern READER = Pattern.compile("\"realtime-reader\"");

	private static final Pattern LOADERS = Pattern.compile(
			"(?m)^ *[0-9]+: +([0-9]+) .*org\\.springframework\\.boot\\.devtools\\.restart\\.classloader\\.RestartClassLoader(?![$\\w])");

	private final TestDatabase database = PostgresServer.newDatabase();

	@TempDir
	private Path directory;

	@Test
	void aRestartStreamsOnAndLeavesNothingBehind() throws Exception {
		this.database.execute(Account.TABLE);
		this.database.execute(BankInstance.DIARY);
		Path watched = Files.createDirectory(this.directory.resolve("watched"));
		Process process = start(watched);
		try {
			for (int i = 1; i <= RESTARTS; i++) {
				awaitTold(BankInstance.GAINED, i);
				this.database.execute("INSERT INTO account VALUES (%d, 'nobody', 0)".formatted(i));
				awaitTold("account " + i, 1);
				Files.createFile(watched.resolve("changed-" + i));
				awaitTold(BankInstance.LOST, i);
			}
			awaitTold(BankInstance.GAINED, RESTARTS + 1);
			assertThat(READER.matcher(ask(process, "Thread.print")).results()).hasSize(1);
			// The first one is kept by the shutdown hook of Spring Boot
			await().untilAsserted(() -> assertThat(LOADERS.matcher(ask(process, "GC.class_histogram"))
				.results()
				.map((MatchResult line) -> Integer.valueOf(line.group(1)))).singleElement()
				.satisfies((loaders) -> assertThat(loaders).isBetween(1, 2)));
			process.destroy();
			await().atMost(PATIENCE).until(() -> !process.isAlive());
		}
		finally {
			process.destroyForcibly();
		}
		new Leftovers(this.database).assertNone();
		assertThat(this.database.query("SELECT count(*) FROM diary WHERE told LIKE 'account %'"))
			.isEqualTo(Integer.toString(RESTARTS));
	}

	private Process start(Path watched) throws IOException {
		List<String> command = List.of(java("java"), "-XX:TieredStopAtLevel=1", "-XX:SoftRefLRUPolicyMSPerMB=0",
				"-Dspring.devtools.restart.poll-interval=500ms", "-Dspring.devtools.restart.quiet-period=100ms",
				"-Dspring.devtools.restart.additional-paths=" + watched, "-cp",
				devTools() + File.pathSeparator + System.getProperty("java.class.path"), BankInstance.class.getName(),
				"--instance=dev", "--spring.application.name=" + this.database.name(),
				"--spring.datasource.url=" + this.database.url(),
				"--spring.datasource.username=" + this.database.username(),
				"--spring.datasource.password=" + this.database.password());
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("output.txt").toFile())
			.start();
	}

	private static Path devTools() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("target", "devtools"))) {
			return files.findAny().orElseThrow();
		}
	}

	private static String ask(Process process, String question) throws IOException {
		Process answer = new ProcessBuilder(java("jcmd"), Long.toString(process.pid()), question).start();
		return new String(answer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	private static String java(String program) {
		return System.getProperty("java.home") + File.separator + "bin" + File.separator + program;
	}

	private void awaitTold(String told, int count) {
		await(told).atMost(PATIENCE)
			.until(() -> Integer.toString(count)
				.equals(this.database.query("SELECT count(*) FROM diary WHERE told = '%s'".formatted(told))));
	}

}
