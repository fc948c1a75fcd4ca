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

package dev.pgrealtime.benchmarks.memory;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

import dev.pgrealtime.benchmarks.BenchmarkSettings;
import dev.pgrealtime.benchmarks.OurVersion;
import dev.pgrealtime.benchmarks.drain.DrainResult;
import dev.pgrealtime.benchmarks.drain.DrainTask;
import dev.pgrealtime.benchmarks.drain.ListenerContender;
import dev.pgrealtime.benchmarks.drain.PurchaseOrders;
import dev.pgrealtime.benchmarks.process.ContenderProcess;
import dev.pgrealtime.benchmarks.report.Figure;
import dev.pgrealtime.benchmarks.report.Progress;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * One transaction of millions of rows, to typed listeners in a JVM with a heap of 64 MB,
 * Spring and Hibernate included.
 */
public final class MemoryBenchmark {

	private static final String NAME = "benchmark_memory";

	private static final List<String> JVM_ARGUMENTS = List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError");

	private final BenchmarkServer server;

	private final BenchmarkSettings settings;

	private final Progress progress;

	/**
	 * Create a benchmark.
	 * @param server the server, on which it makes a table
	 * @param settings how much is to be done
	 * @param progress is told how it goes
	 */
	public MemoryBenchmark(BenchmarkServer server, BenchmarkSettings settings, Progress progress) {
		this.server = server;
		this.settings = settings;
		this.progress = progress;
	}

	/**
	 * Run it.
	 * @return changes a second
	 * @throws IOException if the heap does not suffice
	 * @throws SQLException if the server cannot be prepared
	 */
	public Figure run() throws IOException, SQLException {
		long rows = this.settings.inserts() * 50 / 3;
		this.progress.report("memory: making a transaction of %,d rows".formatted(rows));
		PurchaseOrders.create(this.server);
		this.server.execute("TRUNCATE purchase_order",
				"SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(NAME));
		new PurchaseOrders(rows).insertAtOnce(this.server);
		String endLsn = this.server.query("SELECT pg_current_wal_insert_lsn()");
		DrainTask task = new DrainTask(this.server.address(), NAME, PurchaseOrders.PUBLICATION, endLsn, rows);
		DrainResult result;
		try (ContenderProcess<DrainTask, DrainResult> process = new ContenderProcess<>(new ListenerContender(),
				DrainTask.class, DrainResult.class, JVM_ARGUMENTS)) {
			result = process.run(task);
			check(result, rows);
		}
		double seconds = (result.endMillis() - this.server.log().streamStart(NAME).toMillis()) / 1e3;
		this.server.dropSlot(NAME);
		this.progress.report("memory: received %,d rows of one transaction in %.1f s".formatted(rows, seconds));
		return new Figure("ours, typed listener, -Xmx64m", OurVersion.get(), List.of(rows / seconds));
	}

	private static void check(DrainResult result, long rows) {
		if (result.inserts() != rows || result.changes() != rows) {
			throw new IllegalStateException("Received %s instead of %,d inserts".formatted(result, rows));
		}
	}

}
