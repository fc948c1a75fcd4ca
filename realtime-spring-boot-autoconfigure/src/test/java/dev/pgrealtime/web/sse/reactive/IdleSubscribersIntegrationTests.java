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

package dev.pgrealtime.web.sse.reactive;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import dev.pgrealtime.faults.SlowFault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Measures the resident memory of a server whose subscribers have nothing to hear.
 */
@SlowFault
@EnabledOnOs(OS.LINUX)
class IdleSubscribersIntegrationTests {

	private static final long MAX_GROWTH = 100_000;

	private final List<Socket> sockets = new ArrayList<>();

	@TempDir
	private Path directory;

	private Process server;

	@BeforeEach
	void start() throws IOException {
		Path port = this.directory.resolve("port");
		this.server = new ProcessBuilder(tool("java"), "-Xmx256m", "-cp", System.getProperty("java.class.path"),
				SseServer.class.getName(), port.toString())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("output.txt").toFile())
			.start();
		await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(port));
	}

	@AfterEach
	void stop() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.server.destroyForcibly();
	}

	@Test
	void fiveThousandSubscribersTakeLessThanAHundredMegabytes() throws Exception {
		subscribe(200);
		long before = residentKilobytes();
		subscribe(5000);
		assertThat(residentKilobytes() - before).as("kilobytes").isLessThan(MAX_GROWTH);
	}

	/**
	 * Subscribe, and wait for what everybody gets at once.
	 */
	private void subscribe(int count) throws IOException {
		int port = Integer.parseInt(Files.readString(this.directory.resolve("port")));
		for (int i = 0; i < count; i++) {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.sockets.add(socket);
			socket.getOutputStream()
				.write("GET /realtime/orders HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
				.isEqualTo("HTTP/1.1 200 OK");
		}
	}

	private long residentKilobytes() throws Exception {
		new ProcessBuilder(tool("jcmd"), Long.toString(this.server.pid()), "GC.run").start().waitFor();
		return Files.readAllLines(Path.of("/proc/" + this.server.pid() + "/status"))
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
			.sum();
	}

	private static String tool(String name) {
		return System.getProperty("java.home") + File.separator + "bin" + File.separator + name;
	}

}
