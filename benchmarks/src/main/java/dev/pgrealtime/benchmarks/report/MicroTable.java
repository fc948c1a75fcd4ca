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
 * A table of what single steps cost.
 *
 * @param rows a row for each step
 */
public record MicroTable(List<Row> rows) implements Section {

	@Override
	public String markdown() {
		String head = """
				| step | time, ns | allocated, bytes |
				|---|---:|---:|
				""";
		return this.rows.stream()
			.map((row) -> String.format(Locale.ROOT, "| %s | %,.0f | %,.0f |", row.name(), row.nanos(), row.bytes()))
			.collect(Collectors.joining("\n", head, "\n"));
	}

	@Override
	public Object results() {
		return this.rows;
	}

	/**
	 * What a step costs for one change.
	 *
	 * @param name the name of the step
	 * @param nanos the time in nanoseconds
	 * @param bytes the memory that it allocates
	 */
	public record Row(String name, double nanos, double bytes) {

	}

}
