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

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.pgrealtime.benchmarks.report.Section;

/**
 * A table of what a change costs server and client.
 *
 * @param uses the use of each contender
 */
record UseTable(Map<String, CpuUse> uses) implements Section {

	@Override
	public String markdown() {
		String head = """
				| contender | changes/s | walsender, µs | of it the kernel | walsender, of a core | client, µs | client sleeps, per change |
				|---|---:|---:|---:|---:|---:|---:|
				""";
		return this.uses.entrySet()
			.stream()
			.map((use) -> row(use.getKey(), use.getValue()))
			.collect(Collectors.joining("\n", head, "\n"));
	}

	private static String row(String name, CpuUse use) {
		return String.format(Locale.ROOT, "| %s | %,.0f | %.2f | %.2f | %.0f %% | %.2f | %.3f |", name, use.rate(),
				use.server().total() * 1e6, use.server().kernel() * 1e6, use.server().total() * use.rate() * 100,
				use.clientTotal().total() * 1e6, use.clientTotal().waits());
	}

	@Override
	public Object results() {
		return this.uses.entrySet().stream().map((use) -> result(use.getKey(), use.getValue())).toList();
	}

	private static Result result(String name, CpuUse use) {
		return new Result(name, use.rate(), use.server(), use.clientTotal());
	}

	/**
	 * What a change costs, in seconds and sleeps.
	 *
	 * @param name the contender
	 * @param rate changes a second
	 * @param server what the server takes
	 * @param client what the client takes
	 */
	record Result(String name, double rate, CpuTime server, CpuTime client) {

	}

}
