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

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.pgrealtime.support.Http;
import dev.pgrealtime.support.SseApplication;

import static org.awaitility.Awaitility.await;

/**
 * A JVM with a {@link SseServer}.
 */
public final class SseServerProcess implements AutoCloseable {

	private static final byte[] SUBSCRIBE = "GET /realtime/orders HTTP/1.1\r\nHost: localhost\r\n\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	private final Process process;

	private final int port;

	private SseServerProcess(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * Start a server.
	 * @param stack what it runs on
	 * @param directory where it may write to
	 * @param heap the size of its heap
	 * @param properties its properties, as {@code name=value}
	 */
	public static SseServerProcess start(SseApplication.Stack stack, Path directory, String heap, String... properties)
			throws IOException {
		Path port = directory.resolve("port");
		List<String> command = Stream.concat(Stream.of(tool("java"), "-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError",
				"-cp", System.getProperty("java.class.path"), SseServer.class.getName(), port.toString(),
				stack.type().name(), stack.configuration().getName()), Stream.of(properties))
			.toList();
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(directory.resolve("output.txt").toFile())
			.start();
		await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(port));
		return new SseServerProcess(process, Integer.parseInt(Files.readString(port)));
	}

	/**
	 * Open a connection.
	 * @param client the address of the client
	 * @param receiveBufferSize how much may be sent before it reads
	 */
	public Socket connect(String client, int receiveBufferSize) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(receiveBufferSize);
		socket.bind(new InetSocketAddress(client, 0));
		socket.connect(new InetSocketAddress("127.0.0.1", this.port));
		return socket;
	}

	/**
	 * Ask for a stream of a channel that anybody may see.
	 * @param socket a connection
	 */
	public void subscribe(Socket socket) throws IOException {
		socket.getOutputStream().write(SUBSCRIBE);
	}

	/**
	 * Read the answer.
	 * @param socket a connection
	 * @return its status line and headers
	 */
	public String answer(Socket socket) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
			int next = socket.getInputStream().read();
			if (next < 0) {
				throw new IOException("Hung up after '%s'".formatted(head));
			}
			head.append((char) next);
		}
		return head.toString();
	}

	public void publish(int count, int size) throws IOException, InterruptedException {
		Http.send(request("/events/%d/%d".formatted(count, size)).POST(HttpRequest.BodyPublishers.noBody()).build());
	}

	public int subscriptions() throws IOException, InterruptedException {
		return Integer.parseInt(Http.send(request("/subscriptions").build()).body());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path));
	}

	public long residentKilobytes() throws IOException, InterruptedException {
		new ProcessBuilder(tool("jcmd"), Long.toString(this.process.pid()), "GC.run").start().waitFor();
		return Files.readAllLines(Path.of("/proc/" + this.process.pid() + "/status"))
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
			.sum();
	}

	private static String tool(String name) {
		return System.getProperty("java.home") + File.separator + "bin" + File.separator + name;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
