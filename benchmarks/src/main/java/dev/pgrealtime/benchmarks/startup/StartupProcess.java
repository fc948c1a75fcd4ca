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

package dev.pgrealtime.benchmarks.startup;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The application in a JVM of its own.
 */
final class StartupProcess implements AutoCloseable {

	private final long startMillis = Instant.now().toEpochMilli();

	private final Process process;

	/**
	 * Start it.
	 * @param classPath what it consists of
	 * @param jvmArguments arguments for the JVM
	 * @param properties its properties
	 * @throws IOException if it cannot be started
	 */
	StartupProcess(List<String> classPath, List<String> jvmArguments, Map<String, Object> properties)
			throws IOException {
		List<String> command = new ArrayList<>();
		command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
		command.addAll(jvmArguments);
		command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), StartupApplication.class.getName()));
		properties.forEach((name, value) -> command.add("--%s=%s".formatted(name, value)));
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
	}

	/**
	 * Return when the JVM was started.
	 * @return milliseconds since the epoch
	 */
	long startMillis() {
		return this.startMillis;
	}

	/**
	 * Wait until the application is ready.
	 * @return how long that took, in milliseconds
	 * @throws IOException if it ends instead
	 */
	double awaitReady() throws IOException {
		BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8);
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			if (line.startsWith(StartupApplication.READY)) {
				return Long.parseLong(line.substring(StartupApplication.READY.length())) - this.startMillis;
			}
		}
		throw new IOException("The application did not start");
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
