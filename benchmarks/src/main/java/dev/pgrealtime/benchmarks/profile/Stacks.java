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

package dev.pgrealtime.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.springframework.util.StringUtils;

/**
 * The stacks that a profiler has seen on our two threads.
 *
 * @param all the stacks
 */
record Stacks(List<Stack> all) {

	static Stacks read(Path file) throws IOException {
		try (Stream<String> lines = Files.lines(file)) {
			return new Stacks(lines.filter((line) -> line.startsWith("[realtime-")).map(Stack::parse).toList());
		}
	}

	long count(Predicate<Stack> condition) {
		return this.all.stream().filter(condition).mapToLong(Stack::samples).sum();
	}

	Frame tree() {
		Frame root = new Frame("drain to a typed listener");
		for (Stack stack : this.all) {
			List<String> frames = new ArrayList<>(List.of(stack.thread));
			frames.addAll(stack.frames);
			root.add(frames, stack.samples);
		}
		return root;
	}

	/**
	 * A stack.
	 *
	 * @param thread the name of the thread
	 * @param frames the methods, the outermost first, and a single frame for whatever
	 * happens in the kernel
	 * @param samples how often it was seen
	 */
	record Stack(String thread, List<String> frames, long samples) {

		private static final String KERNEL = "_[k]";

		private static Stack parse(String line) {
			int end = line.lastIndexOf(' ');
			String[] names = StringUtils.delimitedListToStringArray(line.substring(0, end), ";");
			List<String> frames = new ArrayList<>();
			for (int i = 1; i < names.length && !frames.contains("kernel"); i++) {
				frames.add(names[i].endsWith(KERNEL) ? "kernel" : readable(names[i]));
			}
			return new Stack(names[0].replaceAll("\\[(.*) tid=.*", "$1"), frames,
					Long.parseLong(line.substring(end + 1)));
		}

		/** What hidden classes are called differs from run to run. */
		private static String readable(String name) {
			return name.replaceAll("\\$?\\d*[./+]0x[0-9a-f]+", "").replace('/', '.');
		}

	}

}
