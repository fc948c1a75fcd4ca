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

package dev.pgrealtime.benchmarks.startup;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.benchmarks.BenchmarkSettings;
import dev.pgrealtime.benchmarks.OurSettings;
import dev.pgrealtime.benchmarks.report.ComparisonTable;
import dev.pgrealtime.benchmarks.report.Figure;
import dev.pgrealtime.benchmarks.report.Progress;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * Starts the same application with our jar on the class path and without it, in turn,
 * each time in a new JVM. The first round has our side make its slot, and does not count.
 */
public final class StartupBenchmark {

	private static final String SLOT = "startup";

	private final List<Double> with = new ArrayList<>();

	private final List<Double> without = new ArrayList<>();

	private final List<Double> streaming = new ArrayList<>();

	private final BenchmarkServer server;

	private final BenchmarkSettings settings;

	private final Progress progress;

	/**
	 * Create a benchmark.
	 * @param server the server, on which it makes a table
	 * @param settings how much is to be done
	 * @param progress is told how it goes
	 */
	public StartupBenchmark(BenchmarkServer server, BenchmarkSettings settings, Progress progress) {
		this.server = server;
		this.settings = settings;
		this.progress = progress;
	}

	/**
	 * Run all rounds.
	 * @return how long the application takes to start, and what the starter adds to it
	 * @throws IOException if the application does not start
	 * @throws SQLException if the server cannot be prepared
	 */
	public ComparisonTable run() throws IOException, SQLException {
		this.server
			.execute("CREATE TABLE startup_note (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, text text)");
		for (int round = this.settings.warmUp() ? 0 : 1; round <= this.settings.rounds(); round++) {
			round(round);
		}
		this.server.dropSlot(SLOT);
		List<Double> added = IntStream.range(0, this.with.size())
			.mapToObj((round) -> this.with.get(round) - this.without.get(round))
			.toList();
		return new ComparisonTable(List.of("measured"),
				List.of(row("ready without the starter, ms", median(this.without), null),
						row("ready with the starter, ms", median(this.with), null),
						row("added by the starter, ms", median(added), 300.0),
						row("streaming, ms", median(this.streaming), null), row("our jar, KB", jarKilobytes(), 600.0)));
	}

	private void round(int round) throws IOException, SQLException {
		// Neither always comes second, which may be faster
		if (round % 2 == 0) {
			startWithout(round);
			startWith(round);
		}
		else {
			startWith(round);
			startWithout(round);
		}
	}

	private void startWithout(int round) throws IOException {
		List<String> classPath = new ArrayList<>(classPath());
		if (!classPath.remove(ourJar().toString())) {
			throw new IllegalStateException("%s is not on the class path as such".formatted(ourJar()));
		}
		try (StartupProcess process = start(classPath)) {
			note(round, "without", process.awaitReady(), this.without);
		}
	}

	private void startWith(int round) throws IOException, SQLException {
		try (StartupProcess process = start(classPath())) {
			note(round, "with", process.awaitReady(), this.with);
			this.server.awaitStream(SLOT);
			note(round, "streaming", (double) this.server.log().streamStart(SLOT).toMillis() - process.startMillis(),
					this.streaming);
		}
	}

	private StartupProcess start(List<String> classPath) throws IOException {
		return new StartupProcess(classPath, this.settings.jvmArguments(),
				OurSettings.of(this.server.address(), SLOT, SLOT));
	}

	private void note(int round, String name, double millis, List<Double> rounds) {
		this.progress.report("startup: %s %-10s %,6.0f ms".formatted(
				(round == 0) ? "warm-up, " : "round %d/%d,".formatted(round, this.settings.rounds()), name, millis));
		if (round > 0) {
			rounds.add(millis);
		}
	}

	private static List<String> classPath() {
		return List.of(System.getProperty("java.class.path").split(File.pathSeparator));
	}

	private static Path ourJar() {
		try {
			return Path.of(RealtimeEntity.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static @Nullable Double jarKilobytes() throws IOException {
		return Files.isRegularFile(ourJar()) ? Files.size(ourJar()) / 1e3 : null;
	}

	private static double median(List<Double> rounds) {
		return new Figure("", "", rounds).median();
	}

	private static ComparisonTable.Row row(String name, @Nullable Double value, @Nullable Double bar) {
		return new ComparisonTable.Row(name, Collections.singletonList(value), bar);
	}

}
