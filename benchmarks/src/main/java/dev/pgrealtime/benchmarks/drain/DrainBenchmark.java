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
 * Has every contender drain a copy of the same slot, in turn, round after round. A round
 * goes from the moment at which the server starts to decode, by its own log, to the one
 * at which the contender has the last change. The first round warms up and does not
 * count.
 */
public final class DrainBenchmark {

	private static final String SLOT = "benchmark_filled";

	private final List<ContenderProcess<DrainTask, DrainResult>> processes = new ArrayList<>();

	private final Map<String, List<Double>> rates = new LinkedHashMap<>();

	private final BenchmarkServer server;

	private final BenchmarkSettings settings;

	private final PurchaseOrders orders;

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
		this.orders = new PurchaseOrders(settings.inserts());
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
		this.progress.report("drain: making %,d changes".formatted(this.orders.changes()));
		PurchaseOrders.create(this.server);
		this.server.execute("SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(SLOT));
		this.orders.apply(this.server);
		String endLsn = this.server.query("SELECT pg_current_wal_insert_lsn()");
		// The server tells that it is past a position only once it has something there
		this.server.execute("SELECT pg_switch_wal()");
		try {
			for (Contender<DrainTask, DrainResult> contender : contenders()) {
				this.processes.add(new ContenderProcess<>(contender, DrainTask.class, DrainResult.class,
						this.settings.jvmArguments()));
			}
			for (int round = this.settings.warmUp() ? 0 : 1; round <= this.settings.rounds(); round++) {
				round(round, endLsn);
			}
		}
		finally {
			this.processes.forEach(ContenderProcess::close);
			this.server.execute("SELECT pg_drop_replication_slot('%s')".formatted(SLOT));
		}
		return contenders().stream().map((contender) -> figure(contender)).toList();
	}

	private Figure figure(Contender<?, ?> contender) {
		return new Figure(contender.name(), contender.version(), this.rates.getOrDefault(contender.name(), List.of()));
	}

	private void round(int round, String endLsn) throws IOException, SQLException {
		for (int i = 0; i < this.processes.size(); i++) {
			ContenderProcess<DrainTask, DrainResult> process = this.processes.get(i);
			String name = process.contender().name();
			double rate = drain(process, "benchmark_%d_%d".formatted(round, i), endLsn);
			this.progress.report("drain: %s %-28s %,9.0f changes/s".formatted(
					(round == 0) ? "warm-up, " : "round %d/%d,".formatted(round, this.settings.rounds()), name, rate));
			if (round > 0) {
				this.rates.computeIfAbsent(name, (key) -> new ArrayList<>()).add(rate);
			}
		}
		Collections.rotate(this.processes, 1);
	}

	private double drain(ContenderProcess<DrainTask, DrainResult> process, String slot, String endLsn)
			throws IOException, SQLException {
		this.server.execute("SELECT pg_copy_logical_replication_slot('%s', '%s')".formatted(SLOT, slot));
		DrainResult result = process
			.run(new DrainTask(this.server.address(), slot, PurchaseOrders.PUBLICATION, endLsn, this.orders.changes()));
		check(process.contender(), result);
		double seconds = (result.endMillis() - this.server.log().streamStart(slot).toMillis()) / 1e3;
		this.server.dropSlot(slot);
		return this.orders.changes() / seconds;
	}

	private void check(Contender<?, ?> contender, DrainResult result) {
		boolean counted = result.changes() > 0 || !(contender instanceof PgRecvlogicalContender);
		if (counted && (result.inserts() != this.orders.inserts() || result.updates() != this.orders.updates()
				|| result.deletes() != this.orders.deletes())) {
			throw new IllegalStateException(
					"%s received %s instead of %s".formatted(contender.name(), result, this.orders));
		}
	}

}
