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

import org.jspecify.annotations.Nullable;

/**
 * A table of different figures, with a column for each contender and one for the bar that
 * the first of them is to stay below.
 *
 * @param contenders the contenders
 * @param rows a row for each figure
 */
public record ComparisonTable(List<String> contenders, List<Row> rows) implements Section {

	@Override
	public String markdown() {
		String head = "| | %s | bar |%n|---|%s---:|%n".formatted(String.join(" | ", this.contenders),
				"---:|".repeat(this.contenders.size()));
		return this.rows.stream().map(Row::markdown).collect(Collectors.joining("\n", head, "\n"));
	}

	@Override
	public Object results() {
		return this;
	}

	/**
	 * A figure.
	 *
	 * @param name what was measured, with its unit
	 * @param values the value of each contender, or {@code null} where it has none
	 * @param bar what the first contender is to stay below, if anything
	 */
	public record Row(String name, List<@Nullable Double> values, @Nullable Double bar) {

		private String markdown() {
			String cells = this.values.stream().map(Row::cell).collect(Collectors.joining(" | "));
			return "| %s | %s | %s |".formatted(this.name, cells, (this.bar != null) ? "≤ " + cell(this.bar) : "");
		}

		private static String cell(@Nullable Double value) {
			if (value == null) {
				return "–";
			}
			return String.format(Locale.ROOT, (value < 10) ? "%.2f" : "%,.0f", value);
		}

	}

}
