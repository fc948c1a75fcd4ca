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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.pgrealtime.benchmarks.BenchmarkSettings;
import dev.pgrealtime.benchmarks.process.Contender;
import dev.pgrealtime.benchmarks.process.ContenderProcess;
import dev.pgrealtime.benchmarks.report.LatencyTable;
import dev.pgrealtime.benchmarks.report.Progress;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * A thousand single-row transactions a second, from just before a statement is sent to
 * the moment at which the contender has the change, so the commit with its write to the
 * disk is part of it. The contenders take turns: the time is shared between the rounds.
 * The first seconds of a round warm up and do not count.
 */
public final class LatencyBenchmark {

	private static final int PER_SECOND = 1000;

	private static final int FIRST_WARM_UP_SECONDS = 4;

	private static final int WARM_UP_SECONDS = 1;

	private static final String PUBLICATION = "latency";

	private final List<ContenderProcess<LatencyTask, LatencyResult>> processes = new ArrayList<>();

	private final Map<String, LatencyResult> results = new HashMap<>();

	private final List<Contender<LatencyTask, LatencyResult>> all;

	private final BenchmarkServer server;

	private final BenchmarkSettings settings;

	private final Progress progress;

	/**
	 * Create a benchmark of everybody.
	 * @param server the server, on which it makes a table
	 * @param settings how much is to be done
	 * @param progress is told how it goes
	 */
	public LatencyBenchmark(BenchmarkServer server, BenchmarkSettings settings, Progress progress) {
		this(List.of(new OurLatencyContender(), new OurTlsLatencyContender(), new OurFrameLatencyContender(),
				new DebeziumLatencyContender(), new PollingDebeziumLatencyContender()), server, settings, progress);
	}

	private LatencyBenchmark(List<Contender<LatencyTask, LatencyResult>> contenders, BenchmarkServer server,
			BenchmarkSettings settings, Progress progress) {
		this.all = contenders;
		this.server = server;
		this.settings = settings;
		this.progress = progress;
	}

	/**
	 * Create a benchmark of a listener that needs more time than there is between two
	 * changes.
	 * @param server the server, on which it makes a table
	 * @param settings how much is to be done
	 * @param progress is told how it goes
	 * @return the benchmark
	 */
	public static LatencyBenchmark ofBusyListener(BenchmarkServer server, BenchmarkSettings settings,
			Progress progress) {
		return new LatencyBenchmark(List.of(new OurBusyListenerContender()), server, settings, progress);
	}

	private List<Contender<LatencyTask, LatencyResult>> contenders() {
		return this.settings.select(this.all);
	}

	/**
	 * Run all contenders.
	 * @return a row for each of them
	 * @throws IOException if a contender fails
	 * @throws SQLException if the server cannot be prepared
	 */
	public List<LatencyTable.Row> run() throws IOException, SQLException {
		this.server.execute("DROP PUBLICATION IF EXISTS " + PUBLICATION, "DROP TABLE IF EXISTS latency",
				"CREATE TABLE latency (id bigserial PRIMARY KEY, stamp bigint NOT NULL, note text NOT NULL)",
				"ALTER TABLE latency REPLICA IDENTITY FULL",
				"CREATE PUBLICATION %s FOR TABLE latency WITH (publish_via_partition_root = true)"
					.formatted(PUBLICATION));
		try {
			for (Contender<LatencyTask, LatencyResult> contender : contenders()) {
				this.processes.add(new ContenderProcess<>(contender, LatencyTask.class, LatencyResult.class,
						this.settings.jvmArguments()));
			}
			for (int round = 1; round <= this.settings.rounds(); round++) {
				round(round);
			}
		}
		finally {
			this.processes.forEach(ContenderProcess::close);
		}
		return contenders().stream().map(this::row).toList();
	}

	private LatencyTable.Row row(Contender<?, ?> contender) {
		return Objects.requireNonNull(this.results.get(contender.name())).row(contender.name(), contender.version());
	}

	private void round(int round) throws IOException, SQLException {
		for (int i = 0; i < this.processes.size(); i++) {
			ContenderProcess<LatencyTask, LatencyResult> process = this.processes.get(i);
			String name = process.contender().name();
			LatencyResult result = measure(process, "latency_%d_%d".formatted(round, i), warmUpSeconds(round));
			LatencyTable.Row row = result.row(name, process.contender().version());
			this.progress.report("latency: round %d/%d, %-36s p50 %,.0f µs, p99 %,.0f µs".formatted(round,
					this.settings.rounds(), name, row.p50(), row.p99()));
			this.results.merge(name, result, LatencyResult::and);
		}
		Collections.rotate(this.processes, 1);
	}

	private int warmUpSeconds(int round) {
		if (!this.settings.warmUp()) {
			return 0;
		}
		return (round == 1) ? FIRST_WARM_UP_SECONDS : WARM_UP_SECONDS;
	}

	private LatencyResult measure(ContenderProcess<LatencyTask, LatencyResult> process, String slot, int warmUpSeconds)
			throws IOException, SQLException {
		this.server.execute("SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot));
		LatencyTask task = new LatencyTask(this.server.address(), slot, PUBLICATION, PER_SECOND,
				warmUpSeconds * PER_SECOND, this.settings.latencySeconds() * PER_SECOND / this.settings.rounds());
		LatencyResult result = process.run(task);
		this.server.dropSlot(slot);
		return result;
	}

}
