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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * Runs the benchmarks of single steps, with the memory that they allocate.
 */
public final class MicroBenchmark {

	private final BenchmarkServer server;

	private final BenchmarkSettings settings;

	private final Progress progress;

	/**
	 * Create a benchmark.
	 * @param server the server, on which it makes a table
	 * @param settings how much is to be done
	 * @param progress is told how it goes
	 */
	public MicroBenchmark(BenchmarkServer server, BenchmarkSettings settings, Progress progress) {
		this.server = server;
		this.settings = settings;
		this.progress = progress;
	}

	/**
	 * Run all of them.
	 * @return a row for each step
	 * @throws IOException if there is no place for the messages
	 * @throws RunnerException if a step fails
	 * @throws SQLException if the server does
	 */
	public List<MicroTable.Row> run() throws IOException, RunnerException, SQLException {
		this.progress.report("micro: measuring single steps");
		Path messages = Files.createTempFile("realtime-benchmark", ".messages");
		try {
			CapturedChanges.capture(this.server, messages);
			return run(options(messages));
		}
		finally {
			Files.deleteIfExists(messages);
		}
	}

	private ChainedOptionsBuilder options(Path messages) {
		// Every benchmark of this package
		ChainedOptionsBuilder options = new OptionsBuilder().include(MicroBenchmark.class.getPackageName() + "\\.")
			.param(ChangeBenchmark.PORT, Integer.toString(this.server.address().port()))
			.param(ChangeBenchmark.MESSAGES, messages.toString())
			.addProfiler(GCProfiler.class)
			.verbosity(VerboseMode.SILENT)
			.shouldFailOnError(true);
		if (this.settings.quick()) {
			options.warmupIterations(1)
				.measurementIterations(1)
				.warmupTime(TimeValue.milliseconds(200))
				.measurementTime(TimeValue.milliseconds(200));
		}
		return options;
	}

	private List<MicroTable.Row> run(ChainedOptionsBuilder options) throws RunnerException {
		List<MicroTable.Row> rows = new ArrayList<>();
		for (RunResult result : new Runner(options.build()).run()) {
			MicroTable.Row row = row(result);
			this.progress
				.report("micro: %-20s %,9.0f ns, %,9.0f bytes".formatted(row.name(), row.nanos(), row.bytes()));
			rows.add(row);
		}
		return rows;
	}

	private static MicroTable.Row row(RunResult result) {
		Result<?> allocation = result.getSecondaryResults().get("gc.alloc.rate.norm");
		return new MicroTable.Row(words(result.getPrimaryResult().getLabel()), result.getPrimaryResult().getScore(),
				(allocation != null) ? allocation.getScore() : Double.NaN);
	}

	private static String words(String method) {
		return method.replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
	}

}
