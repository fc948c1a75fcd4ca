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

package dev.pgrealtime.benchmarks.micro;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import dev.pgrealtime.benchmarks.BenchmarkSettings;
import dev.pgrealtime.benchmarks.report.MicroTable;
import dev.pgrealtime.benchmarks.report.Progress;

/**
 * Runs the benchmarks of single steps, with the memory that they allocate.
 */
public final class MicroBenchmark {

	private final BenchmarkSettings settings;

	private final Progress progress;

	/**
	 * Create a benchmark.
	 * @param settings how much is to be done
	 * @param progress is told how it goes
	 */
	public MicroBenchmark(BenchmarkSettings settings, Progress progress) {
		this.settings = settings;
		this.progress = progress;
	}

	/**
	 * Run all of them.
	 * @return a row for each step
	 * @throws RunnerException if one of them fails
	 */
	public List<MicroTable.Row> run() throws RunnerException {
		this.progress.report("micro: measuring single steps");
		ChainedOptionsBuilder options = new OptionsBuilder().include(ChangeBenchmark.class.getName())
			.addProfiler(GCProfiler.class)
			.verbosity(VerboseMode.SILENT)
			.shouldFailOnError(true);
		if (this.settings.quick()) {
			options.exclude("\\.(message|event)$")
				.warmupIterations(1)
				.measurementIterations(1)
				.warmupTime(TimeValue.milliseconds(500))
				.measurementTime(TimeValue.milliseconds(500));
		}
		List<MicroTable.Row> rows = new ArrayList<>();
		for (RunResult result : run(options)) {
			MicroTable.Row row = row(result);
			this.progress
				.report("micro: %-16s %,9.0f ns, %,9.0f bytes".formatted(row.name(), row.nanos(), row.bytes()));
			rows.add(row);
		}
		return rows;
	}

	private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
		return new Runner(options.build()).run();
	}

	private static MicroTable.Row row(RunResult result) {
		Result<?> allocation = result.getSecondaryResults().get("gc.alloc.rate.norm");
		return new MicroTable.Row(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScore(),
				(allocation != null) ? allocation.getScore() : Double.NaN);
	}

}
