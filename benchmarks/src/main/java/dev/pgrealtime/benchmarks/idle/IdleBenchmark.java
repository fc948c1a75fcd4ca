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

package dev.pgrealtime.benchmarks.idle;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.benchmarks.BenchmarkSettings;
import dev.pgrealtime.benchmarks.drain.PurchaseOrders;
import dev.pgrealtime.benchmarks.idle.OtherTables.KeptWal;
import dev.pgrealtime.benchmarks.process.ContenderProcess;
import dev.pgrealtime.benchmarks.report.ComparisonTable;
import dev.pgrealtime.benchmarks.report.Progress;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * Nothing happens, for a while: all contenders wait at the same time, in a JVM of their
 * own. Then other tables are written to, and what the server keeps for their slots is
 * watched.
 */
public final class IdleBenchmark {

	private static final int WARM_UP_SECONDS = 8;

	private static final long MEGABYTE = 1 << 20;

	private final BenchmarkServer server;

	private final BenchmarkSettings settings;

	private final Progress progress;

	/**
	 * Create a benchmark.
	 * @param server the server, on which it makes tables
	 * @param settings how much is to be done
	 * @param progress is told how it goes
	 */
	public IdleBenchmark(BenchmarkServer server, BenchmarkSettings settings, Progress progress) {
		this.server = server;
		this.settings = settings;
		this.progress = progress;
	}

	private List<AbstractIdleContender> contenders() {
		return this.settings
			.select(List.of(new OurIdleContender(), new SpringIdleContender(), new DebeziumIdleContender()));
	}

	/**
	 * Run all contenders.
	 * @return a table with a column for each of them
	 * @throws IOException if a contender fails
	 * @throws SQLException if the server cannot be prepared
	 */
	public ComparisonTable run() throws IOException, SQLException {
		PurchaseOrders.create(this.server);
		List<AbstractIdleContender> contenders = contenders();
		List<ContenderProcess<IdleTask, IdleResult>> processes = new ArrayList<>();
		try {
			for (AbstractIdleContender contender : contenders) {
				processes.add(new ContenderProcess<>(contender, IdleTask.class, IdleResult.class,
						this.settings.jvmArguments()));
			}
			idle(processes, Math.min(this.settings.idleSeconds(), WARM_UP_SECONDS));
			for (String slot : slots(contenders)) {
				this.server.awaitStream(slot);
			}
			this.progress.report("idle: nothing happens for %d s".formatted(this.settings.idleSeconds()));
			List<IdleResult> results = idle(processes, this.settings.idleSeconds());
			int megabytes = this.settings.quick() ? 32 : 1024;
			this.progress.report("idle: other tables write %,d MB".formatted(megabytes));
			Map<String, KeptWal> kept = new OtherTables(this.server.address()).write(megabytes * MEGABYTE);
			return table(contenders, results, kept);
		}
		finally {
			processes.forEach(ContenderProcess::close);
			for (String slot : slots(contenders)) {
				this.server.dropSlot(slot);
			}
		}
	}

	private static List<String> slots(List<AbstractIdleContender> contenders) {
		return contenders.stream().map(AbstractIdleContender::slot).filter(Objects::nonNull).toList();
	}

	private List<IdleResult> idle(List<ContenderProcess<IdleTask, IdleResult>> processes, int seconds)
			throws IOException {
		IdleTask task = new IdleTask(this.server.address(), seconds);
		for (ContenderProcess<IdleTask, IdleResult> process : processes) {
			process.start(task);
		}
		List<IdleResult> results = new ArrayList<>();
		for (ContenderProcess<IdleTask, IdleResult> process : processes) {
			results.add(process.await());
		}
		return results;
	}

	private static ComparisonTable table(List<AbstractIdleContender> contenders, List<IdleResult> results,
			Map<String, KeptWal> kept) {
		List<@Nullable KeptWal> wal = new ArrayList<>();
		contenders.forEach((contender) -> wal.add(kept.get(contender.slot())));
		return new ComparisonTable(contenders.stream().map(AbstractIdleContender::name).toList(), List.of(
				row("processor time, % of one core", results, IdleResult::cpuPercent, 0.5),
				row("wake-ups a second", results, IdleResult::wakeUps, null),
				row("allocated, KB a second", results, IdleResult::allocatedKilobytes, null),
				row("live heap at the beginning, MB", results, IdleResult::heapBefore, null),
				row("live heap at the end, MB", results, IdleResult::heapAfter, null),
				row("other tables write: unconfirmed WAL at most, MB", wal, (slot) -> megabytes(slot.unconfirmed()),
						null),
				row("other tables write: retained WAL at most, MB", wal, (slot) -> megabytes(slot.retained()), 16.0)));
	}

	private static double megabytes(long bytes) {
		return (double) bytes / MEGABYTE;
	}

	private static <T> ComparisonTable.Row row(String name, List<? extends @Nullable T> results,
			ToDoubleFunction<T> value, @Nullable Double bar) {
		List<@Nullable Double> values = new ArrayList<>();
		for (T result : results) {
			values.add((result != null) ? value.applyAsDouble(result) : null);
		}
		return new ComparisonTable.Row(name, values, bar);
	}

}
