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
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.benchmarks.drain.DrainBenchmark;
import dev.pgrealtime.benchmarks.fanout.FanoutBenchmark;
import dev.pgrealtime.benchmarks.fanout.FanoutResult;
import dev.pgrealtime.benchmarks.idle.IdleBenchmark;
import dev.pgrealtime.benchmarks.latency.LatencyBenchmark;
import dev.pgrealtime.benchmarks.report.ComparisonTable;
import dev.pgrealtime.benchmarks.report.Figure;
import dev.pgrealtime.benchmarks.report.LatencyTable;
import dev.pgrealtime.benchmarks.report.Progress;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;
import dev.pgrealtime.benchmarks.startup.StartupBenchmark;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the benchmarks with little to do, so that they keep working. Nothing is asserted
 * about time. A contender that does not receive every change fails its benchmark.
 */
class BenchmarkSmokeTests {

	private static BenchmarkServer server;

	private final Progress progress = new Progress(new PrintStream(OutputStream.nullOutputStream()));

	@BeforeAll
	static void startServer() throws IOException {
		server = BenchmarkServer.start();
	}

	@AfterAll
	static void stopServer() throws IOException {
		server.close();
	}

	@Test
	void everyContenderDrainsEveryChange() throws Exception {
		List<Figure> figures = new DrainBenchmark(server, BenchmarkSettings.smoke(), this.progress).run();
		assertThat(figures).extracting(Figure::name)
			.contains("bare pgjdbc stream", "ours, typed listener", "ours, JSON", "Debezium Engine, structs",
					"Debezium Engine, JSON");
		assertThat(figures).allSatisfy((figure) -> assertThat(figure.rounds()).hasSize(1));
	}

	@Test
	void everyContenderTellsItsLatency() throws Exception {
		List<LatencyTable.Row> rows = new LatencyBenchmark(server, BenchmarkSettings.smoke(), this.progress).run();
		assertThat(rows).extracting(LatencyTable.Row::name)
			.contains("ours", "ours, TLS", "ours, SSE frame", "Debezium Engine, defaults",
					"Debezium Engine, poll interval 1 ms");
	}

	@Test
	void aBusyListenerTellsItsLatency() throws Exception {
		List<LatencyTable.Row> rows = LatencyBenchmark.ofBusyListener(server, BenchmarkSettings.smoke(), this.progress)
			.run();
		assertThat(rows).extracting(LatencyTable.Row::name).containsExactly("ours, 5 ms a change, concurrency 8");
	}

	@Test
	void everySubscriberReceivesEveryEvent() throws Exception {
		FanoutResult result = new FanoutBenchmark(server, BenchmarkSettings.smoke(), this.progress).run();
		assertThat(result.rates()).containsOnlyKeys(100, 500)
			.allSatisfy((subscribers, figures) -> assertThat(figures).extracting(Figure::name).contains("ours"));
		assertThat(result.latencies()).extracting(LatencyTable.Row::name).contains("ours");
	}

	@Test
	void everyContenderWaits() throws Exception {
		ComparisonTable table = new IdleBenchmark(server, BenchmarkSettings.smoke(), this.progress).run();
		assertThat(table.contenders()).containsExactly("ours", "without it", "Debezium Engine");
		assertThat(table.rows()).allSatisfy((row) -> assertThat(row.values().get(0)).isNotNull());
	}

	@Test
	void applicationStartsWithAndWithoutTheStarter() throws Exception {
		ComparisonTable table = new StartupBenchmark(server, BenchmarkSettings.smoke(), this.progress).run();
		assertThat(table.rows()).extracting(ComparisonTable.Row::name)
			.contains("ready with the starter, ms", "ready without the starter, ms");
	}

}
