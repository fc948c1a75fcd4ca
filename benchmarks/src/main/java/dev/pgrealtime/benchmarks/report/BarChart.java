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

/**
 * A chart of horizontal bars, one for each contender, as SVG that suits light and dark
 * pages.
 *
 * @param title what is shown
 * @param figures the figures, whose medians are drawn
 */
public record BarChart(String title, List<Figure> figures) implements Chart {

	private static final int WIDTH = 760;

	private static final int LABELS = 230;

	private static final int VALUES = 90;

	private static final int ROW = 34;

	private static final int TOP = 48;

	private static final String STYLE = """
			text { font: 14px system-ui, sans-serif; fill: #24292f }
			.title { font-weight: 600; font-size: 16px }
			rect { fill: #8c959f }
			rect.ours { fill: #2da44e }
			@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } rect { fill: #6e7681 } rect.ours { fill: #3fb950 } }
			""";

	@Override
	public String svg() {
		int height = TOP + this.figures.size() * ROW + 10;
		double largest = this.figures.stream().mapToDouble(Figure::median).max().orElseThrow();
		StringBuilder svg = new StringBuilder(
				"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n".formatted(WIDTH,
						height));
		svg.append("<title>%s</title>%n<style>%n%s</style>%n".formatted(escape(this.title), STYLE));
		svg.append("<text class=\"title\" x=\"10\" y=\"26\">%s</text>%n".formatted(escape(this.title)));
		for (int i = 0; i < this.figures.size(); i++) {
			svg.append(bar(this.figures.get(i), TOP + i * ROW, largest));
		}
		return svg.append("</svg>\n").toString();
	}

	private static String bar(Figure figure, int top, double largest) {
		double width = (WIDTH - LABELS - VALUES) * figure.median() / largest;
		return String.format(Locale.ROOT, """
				<text x="%d" y="%d" text-anchor="end">%s</text>
				<rect%s x="%d" y="%d" width="%.1f" height="%d" rx="2"/>
				<text x="%.1f" y="%d">%s</text>
				""", LABELS - 10, top + 17, escape(figure.name()),
				figure.name().startsWith("ours") ? " class=\"ours\"" : "", LABELS, top, width, ROW - 10,
				LABELS + width + 8, top + 17, number(figure.median()));
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, (value < 100) ? "%.2f" : "%,.0f", value);
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;");
	}

}
