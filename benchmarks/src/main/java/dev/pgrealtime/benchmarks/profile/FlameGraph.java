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

import java.util.List;
import java.util.Locale;

import dev.pgrealtime.benchmarks.report.Chart;

/**
 * A flame graph: the width of a frame is its share of all samples, what it called lies
 * above it.
 *
 * @param title what is shown
 * @param root the outermost frame
 */
record FlameGraph(String title, Frame root) implements Chart {

	private static final int WIDTH = 1200;

	private static final int ROW = 17;

	private static final int TOP = 64;

	private static final double CHARACTER = 6.7;

	/** Narrower frames would be seen by nobody. */
	private static final double SMALLEST_SHARE = 0.003;

	private static final String STYLE = """
			text { font: 11px ui-monospace, monospace; fill: #1f2328 }
			.head { font: 14px system-ui, sans-serif }
			.title { font: 600 16px system-ui, sans-serif }
			rect { fill: #d0d7de; stroke: #ffffff; stroke-width: 0.6 }
			.ours { fill: #7bd88f } .framework { fill: #80bfff } .driver { fill: #ffc266 } .kernel { fill: #ff9d94 }
			@media (prefers-color-scheme: dark) {
				rect { fill: #8c959f; stroke: #0d1117 }
				.ours { fill: #57ab5a } .framework { fill: #539bf5 } .driver { fill: #c69026 } .kernel { fill: #e5534b }
				.head, .title { fill: #e6edf3 } }
			""";

	@Override
	public String svg() {
		int height = TOP + this.root.depth(smallest()) * ROW + 10;
		StringBuilder svg = new StringBuilder("""
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img">
				<title>%s</title>
				<style>
				%s</style>
				<text class="title" x="10" y="26">%s</text>
				""".formatted(WIDTH, height, escape(this.title), STYLE, escape(this.title)));
		appendLegend(svg);
		append(svg, this.root, 0, height - 10 - ROW);
		return svg.append("</svg>\n").toString();
	}

	private static void appendLegend(StringBuilder svg) {
		int x = 10;
		for (Kind kind : Kind.values()) {
			svg.append(
					"<rect%s x=\"%d\" y=\"38\" width=\"14\" height=\"14\" rx=\"2\"/>%n".formatted(kind.attribute(), x));
			svg.append("<text class=\"head\" x=\"%d\" y=\"50\">%s</text>%n".formatted(x + 20, kind.title));
			x += 50 + kind.title.length() * 8;
		}
	}

	private long smallest() {
		return Math.max(1, (long) (this.root.samples() * SMALLEST_SHARE));
	}

	private void append(StringBuilder svg, Frame frame, long before, int y) {
		double scale = (WIDTH - 20.0) / this.root.samples();
		double x = 10 + before * scale;
		double width = frame.samples() * scale;
		svg.append(String.format(Locale.ROOT, """
				<g><title>%s, %.1f %%</title><rect%s x="%.1f" y="%d" width="%.1f" height="%d" rx="1"/>\
				<text x="%.1f" y="%d">%s</text></g>
				""", escape(frame.name()), 100.0 * frame.samples() / this.root.samples(),
				Kind.of(frame.name()).attribute(), x, y, width, ROW - 1, x + 3, y + 12,
				escape(label(frame.name(), (int) ((width - 4) / CHARACTER)))));
		long start = before;
		for (Frame callee : frame.callees()) {
			if (callee.samples() >= smallest()) {
				append(svg, callee, start, y - ROW);
			}
			start += callee.samples();
		}
	}

	/**
	 * Return what there is room for: class and method, or the beginning of them.
	 */
	private static String label(String name, int length) {
		int method = name.lastIndexOf('.');
		String text = name.substring(name.lastIndexOf('.', method - 1) + 1);
		if (text.length() <= length) {
			return text;
		}
		return (length < 3) ? "" : text.substring(0, length - 1) + "…";
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;");
	}

	/**
	 * Whose code a frame is.
	 */
	private enum Kind {

		OURS("ours", "dev.pgrealtime.", "realtime-", "drain "),

		FRAMEWORK("Spring and Hibernate", "org.springframework.", "org.hibernate."),

		DRIVER("PostgreSQL's driver", "org.postgresql."),

		KERNEL("the kernel", "kernel"),

		OTHER("JDK and JVM");

		private final String title;

		// It is a List.of
		@SuppressWarnings("ImmutableEnumChecker")
		private final List<String> prefixes;

		Kind(String title, String... prefixes) {
			this.title = title;
			this.prefixes = List.of(prefixes);
		}

		private static Kind of(String name) {
			for (Kind kind : values()) {
				if (kind.prefixes.stream().anyMatch(name::startsWith)) {
					return kind;
				}
			}
			return OTHER;
		}

		private String attribute() {
			return (this != OTHER) ? " class=\"%s\"".formatted(name().toLowerCase(Locale.ROOT)) : "";
		}

	}

}
