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

package dev.pgrealtime.web.sse;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import dev.pgrealtime.faults.SlowFault;
import dev.pgrealtime.support.SseApplication;
import dev.pgrealtime.support.SseClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a server with a small heap makes of very many clients, the same on every web
 * stack. Where all of 127.0.0.0/8 is this machine each may have an address of its own.
 */
@SlowFault
@EnabledOnOs(OS.LINUX)
@Timeout(300)
public abstract class AbstractManyConnectionsTests {

	private static final int CLIENTS = 8;

	private static final int CONNECTIONS_PER_CLIENT = 1250;

	private final List<Socket> sockets = new ArrayList<>();

	@TempDir
	private Path directory;

	private SseServerProcess server;

	protected abstract SseApplication.Stack stack();

	/**
	 * Return the size of the heap in which the server has room for 10,000 connections.
	 */
	protected abstract String heap();

	@AfterEach
	void stop() throws IOException {
		closeSockets();
		this.server.close();
	}

	@Test
	void tenThousandConnectionsAtOnceGetStreamsOrAreToldToComeBack() throws Exception {
		start(heap(), "realtime.sse.limits.streams=5000", "realtime.sse.limits.streams-per-client=1000",
				"realtime.sse.limits.retry-after=7s", "realtime.sse.heartbeat-interval=1s",
				"server.tomcat.max-connections=12000", "server.tomcat.accept-count=1000",
				"server.tomcat.connection-timeout=5m");
		for (int client = 1; client <= CLIENTS; client++) {
			connect("127.0.0." + client, CONNECTIONS_PER_CLIENT, 4096);
		}
		for (Socket socket : this.sockets) {
			this.server.subscribe(socket);
		}
		Map<String, Long> answers = answers();
		assertThat(answers).containsOnlyKeys("200", "429 retry-after: 7", "503 retry-after: 7")
			.containsEntry("200", 5000L);
		assertThat(this.server.subscriptions()).isEqualTo(5000);
		closeSockets();
		await().atMost(Duration.ofMinutes(1)).until(() -> this.server.subscriptions() == 0);
		connect("127.0.0.1", 1, 4096);
		this.server.subscribe(this.sockets.get(0));
		assertThat(answers()).containsOnlyKeys("200");
	}

	@Test
	void clientsThatNeverReadTakeNoMemoryAndAreDisconnected() throws Exception {
		start("64m", "realtime.sse.heartbeat-interval=1s", "realtime.sse.write-timeout=2s");
		connect("127.0.0.1", 300, 4096);
		for (Socket socket : this.sockets) {
			this.server.subscribe(socket);
		}
		await().atMost(Duration.ofMinutes(1)).until(() -> this.server.subscriptions() == 300);
		this.server.publish(10_000, 10_000);
		await().atMost(Duration.ofMinutes(2)).until(this::nobodyIsLeft);
		connect("127.0.0.2", 1, 65_536);
		Socket reader = this.sockets.get(300);
		this.server.subscribe(reader);
		assertThat(this.server.answer(reader)).startsWith("HTTP/1.1 200");
		this.server.publish(1, 0);
		assertThat(new SseClient(reader.getInputStream()).until((line) -> line.contains("\"text\":\"\""))).isNotEmpty();
	}

	// What the system has room for leaves the server, and so nobody knows who reads it
	private boolean nobodyIsLeft() throws IOException, InterruptedException {
		this.server.publish(100, 10_000);
		return this.server.subscriptions() == 0;
	}

	private void start(String heap, String... properties) throws IOException {
		this.server = SseServerProcess.start(stack(), this.directory, heap, properties);
	}

	private void connect(String client, int count, int receiveBufferSize) throws IOException {
		for (int i = 0; i < count; i++) {
			this.sockets.add(this.server.connect(client, receiveBufferSize));
		}
	}

	private Map<String, Long> answers() throws IOException {
		List<String> answers = new ArrayList<>();
		for (Socket socket : this.sockets) {
			answers.add(this.server.answer(socket));
		}
		return answers.stream()
			.collect(Collectors.groupingBy(AbstractManyConnectionsTests::summary, Collectors.counting()));
	}

	private static String summary(String answer) {
		String hint = answer.lines()
			.map((line) -> line.toLowerCase(Locale.ROOT))
			.filter((line) -> line.startsWith("retry-after:"))
			.collect(Collectors.joining());
		return (answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200 ".length()) + hint).strip();
	}

	private void closeSockets() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.sockets.clear();
	}

}
