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

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.pgrealtime.benchmarks.report.Section;

/**
 * A table of what a change costs where: threads as the kernel counts their time, and
 * their steps by the share of the stacks.
 *
 * @param rows the rows
 */
record StepTable(List<Row> rows) implements Section {

	/** The kernel keeps that many characters of the name of a thread. */
	private static final int NAME_LENGTH = 15;

	static StepTable of(CpuUse use, Stacks stacks) {
		List<Row> rows = new ArrayList<>();
		rows.add(row(use, "walsender", "", use.server().total()));
		rows.add(row(use, "", "its own code", use.server().user()));
		rows.add(row(use, "", "the kernel, which sends", use.server().kernel()));
		for (String thread : List.of(Step.READER, Step.DISPATCHER)) {
			addThread(rows, use, thread, stacks);
		}
		rows.add(row(use, "garbage collector", "", use.client(StepTable::isCollector).total()));
		rows.add(row(use, "compilers", "", use.client(StepTable::isCompiler).total()));
		Predicate<String> others = (name) -> !isCollector(name) && !isCompiler(name) && !name.startsWith("realtime-");
		rows.add(row(use, "all others", "", use.client(others).total()));
		return new StepTable(rows);
	}

	private static void addThread(List<Row> rows, CpuUse use, String thread, Stacks stacks) {
		String known = thread.substring(0, Math.min(thread.length(), NAME_LENGTH));
		double total = use.client(known::equals).total();
		rows.add(row(use, thread, "", total));
		long all = stacks.count((stack) -> stack.thread().equals(thread));
		long rest = all;
		for (Step step : Step.values()) {
			if (step.thread().equals(thread)) {
				long samples = stacks.count((stack) -> Step.of(stack) == step);
				rows.add(row(use, "", step.title(), total * samples / all));
				rest -= samples;
			}
		}
		rows.add(row(use, "", "the rest", total * rest / all));
	}

	private static boolean isCollector(String name) {
		return name.startsWith("GC ") || name.startsWith("G1 ") || name.equals("VM Thread");
	}

	private static boolean isCompiler(String name) {
		return name.startsWith("C1 ") || name.startsWith("C2 ");
	}

	private static Row row(CpuUse use, String thread, String step, double seconds) {
		return new Row(thread, step, seconds * 1e6, seconds * use.rate());
	}

	@Override
	public String markdown() {
		String head = """
				| thread | step | CPU, µs a change | of a core |
				|---|---|---:|---:|
				""";
		return this.rows.stream()
			.map((row) -> String.format(Locale.ROOT, "| %s | %s | %.2f | %.0f %% |", row.thread(), row.step(),
					row.micros(), row.share() * 100))
			.collect(Collectors.joining("\n", head, "\n"));
	}

	@Override
	public Object results() {
		return this.rows;
	}

	/**
	 * What a thread, or one of its steps, costs.
	 *
	 * @param thread the thread, or nothing for a step of the one before
	 * @param step the step, or nothing for all of the thread
	 * @param micros the time on a processor for one change, in microseconds
	 * @param share the time on a processor for one second
	 */
	record Row(String thread, String step, double micros, double share) {

	}

}
