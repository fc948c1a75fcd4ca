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

package dev.pgrealtime.benchmarks.fanout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import dev.pgrealtime.benchmarks.BenchmarkSettings;
import dev.pgrealtime.benchmarks.latency.LatencyResult;
import dev.pgrealtime.benchmarks.report.Figure;
import dev.pgrealtime.benchmarks.report.LatencyTable;
import dev.pgrealtime.benchmarks.report.Progress;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * Many subscribers of one stream of server-sent events: how many deliveries a second, and
 * how long an event takes when there are few. The contenders take turns, round after
 * round, with the same subscribers, which stay connected. The first round warms up and
 * does not count.
 */
public final class FanoutBenchmark {

	private static final String SLOT = "benchmark_fanout";

	private final Map<Integer, Map<String, List<Double>>> rates = new LinkedHashMap<>();

	private final Map<String, List<long[]>> latencies = new LinkedHashMap<>();

	private final List<FanoutParticipant> participants = new ArrayList<>();

	private final BenchmarkServer server;

	private final BenchmarkSettings settings;

	private final Progress progress;

	/**
	 * Create a benchmark.
	 * @param server the server, on which it makes a table
	 * @param settings how much is to be done
	 * @param progress is told how it goes
	 */
	public FanoutBenchmark(BenchmarkServer server, BenchmarkSettings settings, Progress progress) {
		this.server = server;
		this.settings = settings;
		this.progress = progress;
	}

	private List<FanoutContender> contenders() {
		return this.settings.select(List.of(new NchanContender(), new OurFanoutContender()));
	}

	private List<Integer> subscribers() {
		return this.settings.quick() ? List.of(100, 500) : List.of(1000, 5000);
	}

	private Duration roundTime() {
		return this.settings.quick() ? Duration.ofMillis(250) : Duration.ofSeconds(2);
	}

	/**
	 * Run all rounds.
	 * @return what was measured
	 * @throws Exception if a contender fails, or loses an event
	 */
	public FanoutResult run() throws Exception {
		this.server.execute("CREATE TABLE fanout_event (id bigint PRIMARY KEY, text text NOT NULL)");
		try {
			FanoutTask task = new FanoutTask(this.server.address(), SLOT);
			for (FanoutContender contender : contenders()) {
				this.participants.add(new FanoutParticipant(contender, task, this.settings.jvmArguments()));
			}
			for (int subscribers : subscribers()) {
				measure(subscribers);
			}
		}
		finally {
			for (FanoutParticipant participant : this.participants) {
				participant.close();
			}
		}
		return result();
	}

	private void measure(int subscribers) throws Exception {
		for (FanoutParticipant participant : this.participants) {
			participant.connect(subscribers);
		}
		for (int round = this.settings.warmUp() ? 0 : 1; round <= this.settings.rounds(); round++) {
			for (FanoutParticipant participant : this.participants) {
				saturate(participant, subscribers, round);
			}
			if (subscribers == subscribers().get(0)) {
				for (FanoutParticipant participant : this.participants) {
					pace(participant, round);
				}
			}
			Collections.rotate(this.participants, 1);
		}
	}

	private void saturate(FanoutParticipant participant, int subscribers, int round) throws Exception {
		String name = "%s, %,d subscribers".formatted(participant.contender().name(), subscribers);
		double rate = participant.saturate(roundTime()) * subscribers;
		this.progress.report("fanout: %s %-28s %,9.0f deliveries/s".formatted(
				(round == 0) ? "warm-up, " : "round %d/%d,".formatted(round, this.settings.rounds()), name, rate));
		if (round > 0) {
			this.rates.computeIfAbsent(subscribers, (key) -> new LinkedHashMap<>())
				.computeIfAbsent(participant.contender().name(), (key) -> new ArrayList<>())
				.add(rate);
		}
	}

	private void pace(FanoutParticipant participant, int round) throws Exception {
		String name = participant.contender().name();
		long[] nanos = participant.pace(roundTime());
		if (round > 0) {
			this.latencies.computeIfAbsent(name, (key) -> new ArrayList<>()).add(nanos);
		}
	}

	private FanoutResult result() {
		Map<Integer, List<Figure>> rates = new LinkedHashMap<>();
		List<LatencyTable.Row> rows = new ArrayList<>();
		for (FanoutContender contender : contenders()) {
			LatencyTable.Row row = new LatencyResult(this.latencies.getOrDefault(contender.name(), List.of())
				.stream()
				.flatMapToLong(LongStream::of)
				.boxed()
				.toList()).row(contender.name(), contender.version());
			this.progress
				.report("fanout: %-36s p50 %,.0f µs, p99 %,.0f µs".formatted(row.name(), row.p50(), row.p99()));
			rows.add(row);
			this.rates.forEach((subscribers, byName) -> rates.computeIfAbsent(subscribers, (key) -> new ArrayList<>())
				.add(new Figure(contender.name(), contender.version(),
						byName.getOrDefault(contender.name(), List.of()))));
		}
		return new FanoutResult(rates, rows);
	}

}
