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

package dev.pgrealtime.benchmarks.latency;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A subscriber of the stream of server-sent events, over a connection of its own.
 */
final class FrameReader implements AutoCloseable {

	private static final Pattern STAMP = Pattern.compile("\"stamp\":(-?\\d+)");

	private final LatencyRecorder recorder;

	private final Socket socket;

	private final BufferedReader reader;

	/**
	 * Connect, and return once the stream has begun.
	 * @param port the port of the application
	 * @param recorder is told of every frame
	 * @throws IOException if there is no such stream
	 */
	FrameReader(int port, LatencyRecorder recorder) throws IOException {
		this.recorder = recorder;
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.getOutputStream()
			.write("GET /realtime/latency HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		this.reader = new BufferedReader(new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8));
		this.reader.readLine();
		Thread thread = new Thread(this::read, "frames");
		thread.setDaemon(true);
		thread.start();
	}

	private void read() {
		try {
			for (String line = this.reader.readLine(); line != null; line = this.reader.readLine()) {
				Matcher stamp = STAMP.matcher(line);
				if (line.startsWith("event:")) {
					this.recorder.fail("The client fell behind: " + line);
				}
				else if (stamp.find()) {
					this.recorder.received(Long.parseLong(stamp.group(1)));
				}
			}
		}
		catch (IOException ex) {
			// The benchmark is over, or too few frames have come and the recorder says so
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
