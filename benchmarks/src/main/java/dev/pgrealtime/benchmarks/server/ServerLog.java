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

package dev.pgrealtime.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The log of the server, whose lines start with the time. It tells when a stream started,
 * by the same clock and at the same moment for every contender.
 */
public final class ServerLog {

	private final Path file;

	ServerLog(Path file) {
		this.file = file;
	}

	/**
	 * Return when the server started to send the changes of a slot for the last time.
	 * @param slot the name of the slot
	 * @return the time since the epoch, to the millisecond
	 * @throws IOException if the log cannot be read
	 */
	public Duration streamStart(String slot) throws IOException {
		String message = "starting logical decoding for slot \"%s\"".formatted(slot);
		try (Stream<String> lines = Files.lines(this.file)) {
			return lines.filter((line) -> line.contains(message))
				.reduce((first, second) -> second)
				.map(ServerLog::time)
				.orElseThrow(() -> new IllegalStateException("No stream was started from slot " + slot));
		}
	}

	private static Duration time(String line) {
		return Duration.ofMillis(Long.parseLong(line.substring(0, line.indexOf(',')).replace(".", "")));
	}

}
