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

package dev.pgrealtime.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.pgrealtime.benchmarks.BenchmarkSettings;
import dev.pgrealtime.benchmarks.drain.DrainResult;
import dev.pgrealtime.benchmarks.drain.DrainTask;
import dev.pgrealtime.benchmarks.drain.DriverContender;
import dev.pgrealtime.benchmarks.drain.FilledSlot;
import dev.pgrealtime.benchmarks.drain.HubContender;
import dev.pgrealtime.benchmarks.drain.ListenerContender;
import dev.pgrealtime.benchmarks.drain.PgRecvlogicalContender;
import dev.pgrealtime.benchmarks.drain.PurchaseOrders;
import dev.pgrealtime.benchmarks.process.Contender;
import dev.pgrealtime.benchmarks.process.ContenderProcess;
import dev.pgrealtime.benchmarks.report.Chart;
import dev.pgrealtime.benchmarks.report.Progress;
import dev.pgrealtime.benchmarks.report.Section;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * Drains a slot to see what bounds it: what each contender costs server and client, and
 * where ours spends its time, under a profiler. The first drains warm up and do not
 * count.
 */
public final class ProfileBenchmark {

	private static final String COPY = "benchmark_profile";

	private static final String TITLE = "Draining a slot to a typed listener: time on the processors";

	private static final int WARM_UP_ROUNDS = 2;

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
	public ProfileBenchmark(BenchmarkServer server, BenchmarkSettings settings, Progress progress) {
		this.server = server;
		this.settings = settings;
		this.orders = new PurchaseOrders(settings.inserts());
		this.progress = progress;
	}

	/**
	 * Run it.
	 * @return what was found
	 * @throws IOException if a contender fails
	 * @throws SQLException if the server does
	 */
	public Result run() throws IOException, SQLException {
		this.progress.report("profile: making %,d changes".formatted(this.orders.changes()));
		Path stacks = Files.createTempFile("realtime-benchmark", ".stacks");
		try (FilledSlot slot = FilledSlot.fill(this.server, this.orders)) {
			Map<String, CpuUse> uses = new LinkedHashMap<>();
			for (Contender<DrainTask, DrainResult> contender : contenders()) {
				uses.put(contender.name(), use(slot, contender, this.settings.jvmArguments()));
			}
			List<String> arguments = new ArrayList<>(this.settings.jvmArguments());
			// The profiler tells methods that were inlined from those that inline them
			arguments.addAll(List.of("-D%s=%s".formatted(ProfiledContender.FILE, stacks),
					"-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints"));
			CpuUse profiled = use(slot, new ProfiledContender(), arguments);
			Stacks seen = Stacks.read(stacks);
			return new Result(new UseTable(uses), StepTable.of(profiled, seen), new FlameGraph(TITLE, seen.tree()));
		}
		finally {
			Files.deleteIfExists(stacks);
		}
	}

	private List<Contender<DrainTask, DrainResult>> contenders() {
		return this.settings.select(List.of(new PgRecvlogicalContender(), new DriverContender(),
				new ListenerContender(), new HubContender()));
	}

	private CpuUse use(FilledSlot slot, Contender<DrainTask, DrainResult> contender, List<String> arguments)
			throws IOException, SQLException {
		try (ContenderProcess<DrainTask, DrainResult> process = new ContenderProcess<>(contender, DrainTask.class,
				DrainResult.class, arguments)) {
			for (int round = 0; this.settings.warmUp() && round < WARM_UP_ROUNDS; round++) {
				slot.drain(process, COPY);
			}
			try (CpuWatch watch = CpuWatch.start(this.server, COPY, process.handle())) {
				CpuUse use = watch.use(slot.drain(process, COPY));
				this.progress.report("profile: %-28s %,9.0f changes/s, %.2f µs of the server for each"
					.formatted(contender.name(), use.rate(), use.server().total() * 1e6));
				return use;
			}
		}
	}

	/**
	 * What was found.
	 *
	 * @param uses what a change costs with each contender
	 * @param steps what it costs ours, step by step
	 * @param flameGraph the same as a picture
	 */
	public record Result(Section uses, Section steps, Chart flameGraph) {

	}

}
