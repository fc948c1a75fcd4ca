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

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A table of latencies.
 *
 * @param rows a row for each contender
 */
public record LatencyTable(List<Row> rows) implements Section {

	@Override
	public String markdown() {
		String head = """
				| contender | version | p50, ms | p99, ms | p99.9, ms | longest, ms |
				|---|---|---:|---:|---:|---:|
				""";
		return this.rows.stream()
			.map((row) -> String.format(Locale.ROOT, "| %s | %s | %,.2f | %,.2f | %,.2f | %,.2f |", row.name(),
					row.version(), row.p50() / 1e3, row.p99() / 1e3, row.p999() / 1e3, row.max() / 1e3))
			.collect(Collectors.joining("\n", head, "\n"));
	}

	@Override
	public Object results() {
		return this.rows;
	}

	/**
	 * Return what can be drawn.
	 * @return the 99th percentiles in milliseconds
	 */
	public List<Figure> p99() {
		return this.rows.stream()
			.map((row) -> new Figure(row.name(), row.version(), List.of(row.p99() / 1e3)))
			.toList();
	}

	/**
	 * The latencies of a contender, in microseconds.
	 *
	 * @param name the name of the contender
	 * @param version its version
	 * @param p50 what half of the changes reach
	 * @param p99 what 99 in a hundred reach
	 * @param p999 what 999 in a thousand reach
	 * @param max the longest
	 */
	public record Row(String name, String version, double p50, double p99, double p999, double max) {

	}

}
