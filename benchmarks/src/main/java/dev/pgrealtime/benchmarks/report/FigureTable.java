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
 * A table of contenders, each beside the first.
 *
 * @param unit what is measured
 * @param figures the figures
 */
public record FigureTable(String unit, List<Figure> figures) implements Section {

	@Override
	public String markdown() {
		double first = this.figures.get(0).median();
		String head = """
				| contender | version | %s, median | lowest | highest | ratio |
				|---|---|---:|---:|---:|---:|
				""".formatted(this.unit);
		return this.figures.stream()
			.map((figure) -> String.format(Locale.ROOT, "| %s | %s | %,.0f | %,.0f | %,.0f | %.2f |", figure.name(),
					figure.version(), figure.median(), figure.min(), figure.max(), figure.median() / first))
			.collect(Collectors.joining("\n", head, "\n"));
	}

	@Override
	public Object results() {
		return this.figures;
	}

}
