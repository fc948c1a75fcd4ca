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

package dev.pgrealtime.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page that is written by hand, but for parts between markers.
 *
 * @param file the page
 */
record MarkedPage(Path file) {

	boolean has(String name) throws IOException {
		return Files.readString(this.file).contains(begin(name));
	}

	void replace(String name, String content) throws IOException {
		String begin = begin(name);
		String end = "<!-- end %s -->".formatted(name);
		String page = Files.readString(this.file);
		int from = page.indexOf(begin);
		int to = page.indexOf(end);
		if (from < 0 || to < from) {
			throw new IllegalStateException("%s has no place for '%s'".formatted(this.file, name));
		}
		Files.writeString(this.file,
				page.substring(0, from + begin.length()) + "\n\n" + content + "\n" + page.substring(to));
	}

	private static String begin(String name) {
		return "<!-- begin %s -->".formatted(name);
	}

}
