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

package dev.pgrealtime.benchmarks.fanout;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/**
 * Publishes an event by HTTP, with the JSON that ours sends as body. The connection is
 * kept alive.
 */
final class PostPublisher implements EventPublisher {

	private final URL url;

	PostPublisher(int port, String path) throws IOException {
		this.url = URI.create("http://127.0.0.1:%d%s".formatted(port, path)).toURL();
	}

	@Override
	public void publish(long number) throws IOException {
		byte[] body = """
				{"model":"FanoutEvent","action":"INSERT","old":null,"new":{"id":%d,"text":"%s"},"changed":[],\
				"position":"0/12345678:1","commitTimestamp":"2026-01-02T03:04:05.678901Z"}"""
			.formatted(number, NumberedText.of(number))
			.getBytes(StandardCharsets.UTF_8);
		HttpURLConnection connection = (HttpURLConnection) this.url.openConnection();
		connection.setRequestMethod("POST");
		connection.setDoOutput(true);
		connection.setFixedLengthStreamingMode(body.length);
		connection.setRequestProperty("Content-Type", "application/json");
		try (OutputStream output = connection.getOutputStream()) {
			output.write(body);
		}
		// Only a response that was read to its end leaves the connection to the next
		// request
		try (InputStream response = connection.getInputStream()) {
			response.readAllBytes();
		}
	}

	@Override
	public void close() {
		// Connections are kept by the JDK, and let go after some idle seconds
	}

}
