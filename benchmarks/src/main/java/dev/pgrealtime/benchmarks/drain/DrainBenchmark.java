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

package dev.pgrealtime.benchmarks.drain;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.pgrealtime.benchmarks.BenchmarkSettings;
import dev.pgrealtime.benchmarks.process.Contender;
import dev.pgrealtime.benchmarks.process.ContenderProcess;
import dev.pgrealtime.benchmarks.report.Figure;
import dev.pgrealtime.benchmarks.report.Progress;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * Has every contender drain a copy of the same slot, in turn, round after round. The
 * first round warms up and does not count.
 */
public final class DrainBenchmark {

	/** The warm-up has a part of the changes of a round. */
	private static final int WARM_UP_SHARE = 4;

	private final List<ContenderProcess<DrainTask, DrainResult>> processes = new ArrayList<>();

	private final Map<String, List<Double>> rates = new LinkedHashMap<>();

	private final BenchmarkServer server;

	private final BenchmarkSettings settings;

	private final Progress progress;

	/**
	 * Create a benchmark.
	 * @param server the server, on which it makes a table
	 * @param settings how much is to be done
	 * @param progress is told how it goes
	 */
	public DrainBenchmark(BenchmarkServer server, BenchmarkSettings settings, Progress progress) {
		this.server = server;
		this.settings = settings;
		this.progress = progress;
	}

	private List<Contender<DrainTask, DrainResult>> contenders() {
		return this.settings
			.select(List.of(new PgRecvlogicalContender(), new DriverContender(), new ListenerContender(),
					new HubContender(), new DebeziumStructContender(), new DebeziumJsonContender()));
	}

	/**
	 * Run all rounds.
	 * @return changes a second, one figure for each contender
	 * @throws IOException if a contender fails
	 * @throws SQLException if the server cannot be prepared
	 */
	public List<Figure> run() throws IOException, SQLException {
		try {
			for (Contender<DrainTask, DrainResult> contender : contenders()) {
				this.processes.add(new ContenderProcess<>(contender, DrainTask.class, DrainResult.class,
						this.settings.jvmArguments()));
			}
			if (this.settings.warmUp()) {
				rounds(new PurchaseOrders(this.settings.inserts() / WARM_UP_SHARE), 0, 0);
			}
			rounds(new PurchaseOrders(this.settings.inserts()), 1, this.settings.rounds());
		}
		finally {
			this.processes.forEach(ContenderProcess::close);
		}
		return contenders().stream().map((contender) -> figure(contender)).toList();
	}

	private Figure figure(Contender<?, ?> contender) {
		return new Figure(contender.name(), contender.version(), this.rates.getOrDefault(contender.name(), List.of()));
	}

	private void rounds(PurchaseOrders orders, int first, int last) throws IOException, SQLException {
		this.progress.report("drain: making %,d changes".formatted(orders.changes()));
		try (FilledSlot slot = FilledSlot.fill(this.server, orders)) {
			for (int round = first; round <= last; round++) {
				round(slot, round);
			}
		}
	}

	private void round(FilledSlot slot, int round) throws IOException, SQLException {
		for (int i = 0; i < this.processes.size(); i++) {
			ContenderProcess<DrainTask, DrainResult> process = this.processes.get(i);
			String name = process.contender().name();
			double rate = slot.drain(process, "benchmark_%d_%d".formatted(round, i));
			this.progress.report("drain: %s %-28s %,9.0f changes/s".formatted(
					(round == 0) ? "warm-up, " : "round %d/%d,".formatted(round, this.settings.rounds()), name, rate));
			if (round > 0) {
				this.rates.computeIfAbsent(name, (key) -> new ArrayList<>()).add(rate);
			}
		}
		Collections.rotate(this.processes, 1);
	}

}
