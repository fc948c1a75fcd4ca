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

package dev.pgrealtime.benchmarks.latency;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.pgrealtime.benchmarks.BenchmarkSettings;
import dev.pgrealtime.benchmarks.process.Contender;
import dev.pgrealtime.benchmarks.process.ContenderProcess;
import dev.pgrealtime.benchmarks.report.LatencyTable;
import dev.pgrealtime.benchmarks.report.Progress;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * A thousand single-row transactions a second, from just before a statement is sent to
 * the moment at which the contender has the change, so the commit with its write to the
 * disk is part of it. The first seconds warm up and do not count.
 */
public final class LatencyBenchmark {

	private static final int PER_SECOND = 1000;

	private static final int WARM_UP_SECONDS = 5;

	private static final String PUBLICATION = "latency";

	private final BenchmarkServer server;

	private final BenchmarkSettings settings;

	private final Progress progress;

	/**
	 * Create a benchmark.
	 * @param server the server, on which it makes a table
	 * @param settings how much is to be done
	 * @param progress is told how it goes
	 */
	public LatencyBenchmark(BenchmarkServer server, BenchmarkSettings settings, Progress progress) {
		this.server = server;
		this.settings = settings;
		this.progress = progress;
	}

	private List<Contender<LatencyTask, LatencyResult>> contenders() {
		return this.settings.select(List.of(new OurLatencyContender(), new OurTlsLatencyContender(),
				new OurFrameLatencyContender(), new DebeziumLatencyContender(), new PollingDebeziumLatencyContender()));
	}

	/**
	 * Run all contenders.
	 * @return a row for each of them
	 * @throws IOException if a contender fails
	 * @throws SQLException if the server cannot be prepared
	 */
	public List<LatencyTable.Row> run() throws IOException, SQLException {
		this.server.execute(
				"CREATE TABLE latency (id bigserial PRIMARY KEY, stamp bigint NOT NULL, note text NOT NULL)",
				"ALTER TABLE latency REPLICA IDENTITY FULL",
				"CREATE PUBLICATION %s FOR TABLE latency WITH (publish_via_partition_root = true)"
					.formatted(PUBLICATION));
		List<LatencyTable.Row> rows = new ArrayList<>();
		for (Contender<LatencyTask, LatencyResult> contender : contenders()) {
			rows.add(measure(contender, "latency_" + rows.size()));
		}
		return rows;
	}

	private LatencyTable.Row measure(Contender<LatencyTask, LatencyResult> contender, String slot)
			throws IOException, SQLException {
		this.server.execute("SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot));
		int warmUp = this.settings.warmUp() ? Math.min(this.settings.latencySeconds(), WARM_UP_SECONDS) : 0;
		LatencyTask task = new LatencyTask(this.server.address(), slot, PUBLICATION, PER_SECOND, warmUp * PER_SECOND,
				this.settings.latencySeconds() * PER_SECOND);
		LatencyResult result;
		try (ContenderProcess<LatencyTask, LatencyResult> process = new ContenderProcess<>(contender, LatencyTask.class,
				LatencyResult.class, this.settings.jvmArguments())) {
			result = process.run(task);
		}
		this.server.dropSlot(slot);
		this.progress.report(
				"latency: %-36s p50 %,.0f µs, p99 %,.0f µs".formatted(contender.name(), result.p50(), result.p99()));
		return new LatencyTable.Row(contender.name(), contender.version(), result.p50(), result.p99(), result.p999(),
				result.max());
	}

}
