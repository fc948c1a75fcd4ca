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

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;

import dev.pgrealtime.faults.SlowFault;
import dev.pgrealtime.support.SseApplication;
import dev.pgrealtime.web.sse.SseServerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures the resident memory of a server whose subscribers have nothing to hear.
 */
@SlowFault
@EnabledOnOs(OS.LINUX)
class IdleSubscribersIntegrationTests {

	private static final long MAX_GROWTH = 100_000;

	private final List<Socket> sockets = new ArrayList<>();

	private SseServerProcess server;

	@BeforeEach
	void start(@TempDir Path directory) throws IOException {
		this.server = SseServerProcess.start(
				new SseApplication.Stack(WebApplicationType.REACTIVE, SseWebFluxTests.Stack.class), directory, "256m",
				"realtime.sse.limits.streams-per-client=10000");
	}

	@AfterEach
	void stop() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.server.close();
	}

	@Test
	void fiveThousandSubscribersTakeLessThanAHundredMegabytes() throws Exception {
		subscribe(200);
		long before = this.server.residentKilobytes();
		subscribe(5000);
		assertThat(this.server.residentKilobytes() - before).as("kilobytes").isLessThan(MAX_GROWTH);
	}

	private void subscribe(int count) throws IOException {
		for (int i = 0; i < count; i++) {
			Socket socket = this.server.connect("127.0.0.1", 65_536);
			this.sockets.add(socket);
			this.server.subscribe(socket);
			assertThat(this.server.answer(socket)).startsWith("HTTP/1.1 200 OK");
		}
	}

}
