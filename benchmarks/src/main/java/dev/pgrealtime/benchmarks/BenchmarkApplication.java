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

package dev.pgrealtime.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

import org.openjdk.jmh.runner.RunnerException;

import dev.pgrealtime.benchmarks.drain.DrainBenchmark;
import dev.pgrealtime.benchmarks.latency.LatencyBenchmark;
import dev.pgrealtime.benchmarks.memory.MemoryBenchmark;
import dev.pgrealtime.benchmarks.micro.MicroBenchmark;
import dev.pgrealtime.benchmarks.report.BarChart;
import dev.pgrealtime.benchmarks.report.BenchmarkReport;
import dev.pgrealtime.benchmarks.report.Figure;
import dev.pgrealtime.benchmarks.report.FigureTable;
import dev.pgrealtime.benchmarks.report.LatencyTable;
import dev.pgrealtime.benchmarks.report.MicroTable;
import dev.pgrealtime.benchmarks.report.Progress;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * Runs the benchmarks.
 */
public final class BenchmarkApplication {

	private BenchmarkApplication() {
	}

	/**
	 * Run the benchmarks.
	 * @param args ignored: the settings are system properties
	 * @throws IOException if a contender or the server fails
	 * @throws RunnerException if a step cannot be measured
	 * @throws SQLException if the server cannot be prepared
	 */
	public static void main(String[] args) throws IOException, RunnerException, SQLException {
		Locale.setDefault(Locale.ROOT);
		BenchmarkSettings settings = BenchmarkSettings.fromSystemProperties();
		Progress progress = new Progress(System.out);
		try (BenchmarkServer server = BenchmarkServer.start()) {
			BenchmarkReport report = new BenchmarkReport(settings, server);
			if (settings.suites().contains("drain")) {
				List<Figure> figures = new DrainBenchmark(server, settings, progress).run();
				report.add("drain", new FigureTable("changes/s", figures),
						new BarChart("Changes a second, drained from a filled slot", figures));
			}
			if (settings.suites().contains("latency")) {
				LatencyTable table = new LatencyTable(new LatencyBenchmark(server, settings, progress).run());
				report.add("latency", table,
						new BarChart("From the statement to the listener, p99 in ms", table.p99()));
			}
			if (settings.suites().contains("micro")) {
				report.add("micro", new MicroTable(new MicroBenchmark(settings, progress).run()));
			}
			if (settings.suites().contains("memory")) {
				Figure figure = new MemoryBenchmark(server, settings, progress).run();
				report.add("memory", new FigureTable("changes/s", List.of(figure)));
			}
			report.write();
			progress.report("done, see " + report.directory());
		}
	}

}
