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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.openjdk.jmh.runner.RunnerException;

import dev.pgrealtime.benchmarks.drain.DrainBenchmark;
import dev.pgrealtime.benchmarks.fanout.FanoutBenchmark;
import dev.pgrealtime.benchmarks.fanout.FanoutResult;
import dev.pgrealtime.benchmarks.idle.IdleBenchmark;
import dev.pgrealtime.benchmarks.latency.LatencyBenchmark;
import dev.pgrealtime.benchmarks.memory.MemoryBenchmark;
import dev.pgrealtime.benchmarks.micro.MicroBenchmark;
import dev.pgrealtime.benchmarks.profile.ProfileBenchmark;
import dev.pgrealtime.benchmarks.report.BarChart;
import dev.pgrealtime.benchmarks.report.BenchmarkReport;
import dev.pgrealtime.benchmarks.report.Figure;
import dev.pgrealtime.benchmarks.report.FigureTable;
import dev.pgrealtime.benchmarks.report.LatencyTable;
import dev.pgrealtime.benchmarks.report.MicroTable;
import dev.pgrealtime.benchmarks.report.Progress;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;
import dev.pgrealtime.benchmarks.startup.StartupBenchmark;

/**
 * Runs the benchmarks.
 */
public final class BenchmarkApplication {

	private final Map<String, Suite> suites = new LinkedHashMap<>();

	private final BenchmarkServer server;

	private final BenchmarkSettings settings;

	private final Progress progress;

	private final BenchmarkReport report;

	private BenchmarkApplication(BenchmarkServer server, BenchmarkSettings settings, Progress progress)
			throws SQLException {
		this.server = server;
		this.settings = settings;
		this.progress = progress;
		this.report = new BenchmarkReport(settings, server);
		this.suites.put("drain", this::drain);
		this.suites.put("latency", this::latency);
		this.suites.put("listener", this::listener);
		this.suites.put("fanout", this::fanout);
		this.suites.put("idle", this::idle);
		this.suites.put("startup", this::startup);
		this.suites.put("micro", this::micro);
		this.suites.put("memory", this::memory);
		this.suites.put("profile", this::profile);
	}

	/**
	 * Run the benchmarks.
	 * @param args ignored: the settings are system properties
	 * @throws Exception if a contender or the server fails
	 */
	public static void main(String[] args) throws Exception {
		Locale.setDefault(Locale.ROOT);
		try (BenchmarkServer server = BenchmarkServer.start()) {
			new BenchmarkApplication(server, BenchmarkSettings.fromSystemProperties(), new Progress(System.out)).run();
		}
	}

	private void run() throws Exception {
		for (Map.Entry<String, Suite> suite : this.suites.entrySet()) {
			if (this.settings.suites().contains(suite.getKey())) {
				suite.getValue().run();
			}
		}
		this.report.write();
		this.progress.report("done, see " + this.report.directory());
	}

	private void drain() throws IOException, SQLException {
		List<Figure> figures = new DrainBenchmark(this.server, this.settings, this.progress).run();
		this.report.add("drain", new FigureTable("changes/s", figures),
				new BarChart("Changes a second, drained from a filled slot", figures));
	}

	private void latency() throws IOException, SQLException {
		LatencyTable table = new LatencyTable(new LatencyBenchmark(this.server, this.settings, this.progress).run());
		this.report.add("latency", table, new BarChart("From the statement to the listener, p99 in ms", table.p99()));
	}

	private void listener() throws IOException, SQLException {
		this.report.add("listener",
				new LatencyTable(LatencyBenchmark.ofBusyListener(this.server, this.settings, this.progress).run()));
	}

	private void fanout() throws Exception {
		FanoutResult result = new FanoutBenchmark(this.server, this.settings, this.progress).run();
		for (Map.Entry<Integer, List<Figure>> rates : result.rates().entrySet()) {
			this.report.add("fanout-%d".formatted(rates.getKey()), new FigureTable("deliveries/s", rates.getValue()),
					new BarChart("Deliveries a second to %,d subscribers of one stream".formatted(rates.getKey()),
							rates.getValue()));
		}
		this.report.add("fanout-latency", new LatencyTable(result.latencies()));
	}

	private void idle() throws IOException, SQLException {
		this.report.add("idle", new IdleBenchmark(this.server, this.settings, this.progress).run());
	}

	private void startup() throws IOException, SQLException {
		this.report.add("startup", new StartupBenchmark(this.server, this.settings, this.progress).run());
	}

	private void micro() throws IOException, RunnerException, SQLException {
		this.report.add("micro", new MicroTable(new MicroBenchmark(this.server, this.settings, this.progress).run()));
	}

	private void memory() throws IOException, SQLException {
		Figure figure = new MemoryBenchmark(this.server, this.settings, this.progress).run();
		this.report.add("memory", new FigureTable("changes/s", List.of(figure)));
	}

	private void profile() throws IOException, SQLException {
		ProfileBenchmark.Result result = new ProfileBenchmark(this.server, this.settings, this.progress).run();
		this.report.add("profile", result.uses());
		this.report.add("flame-graph", result.steps(), result.flameGraph());
	}

	/**
	 * A part of the benchmarks that can be asked for by its name.
	 */
	@FunctionalInterface
	private interface Suite {

		void run() throws Exception;

	}

}
