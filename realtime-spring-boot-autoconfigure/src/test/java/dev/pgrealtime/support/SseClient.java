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

package dev.pgrealtime.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads the frames of a stream of server-sent events.
 */
public final class SseClient implements AutoCloseable {

	private final InputStream input;

	private final BufferedReader reader;

	public SseClient(InputStream input) {
		this.input = input;
		this.reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
	}

	/**
	 * Return the next frame, waiting for it.
	 * @return its lines, or {@code null} at the end of the stream
	 */
	public String next() throws IOException {
		List<String> lines = new ArrayList<>();
		String line = this.reader.readLine();
		while (line != null && !line.isEmpty()) {
			lines.add(line);
			line = this.reader.readLine();
		}
		return (!lines.isEmpty()) ? String.join("\n", lines) : null;
	}

	/**
	 * Read until a line is the last that is wanted.
	 * @param last accepts that line
	 * @return the lines until then that hold the id of an event
	 */
	public List<String> until(Predicate<String> last) throws IOException {
		List<String> frames = new ArrayList<>();
		do {
			String line = this.reader.readLine();
			frames.add(line);
		}
		while (!last.test(frames.get(frames.size() - 1)));
		return frames.stream().filter((line) -> line.startsWith("id:")).toList();
	}

	@Override
	public void close() throws IOException {
		this.input.close();
	}

}
