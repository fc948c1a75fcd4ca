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

package dev.pgrealtime.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.pgrealtime.benchmarks.BenchmarkSettings;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * Collects what was measured: tables on the console and in docs/performance.md, plots,
 * and JSON, a file for each JDK. A suite that did not run keeps what it had found before.
 * The page shows the JDK that it is written for, and of others only what it has a place
 * for. A quick run leaves the documents alone.
 */
public final class BenchmarkReport {

	private static final int DOCUMENTED_JAVA = 17;

	private final int java = Runtime.version().feature();

	private final JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	private final Map<String, Object> results = new LinkedHashMap<>();

	private final BenchmarkSettings settings;

	private final Environment environment;

	private final Path module;

	/**
	 * Create a report.
	 * @param settings how much is measured
	 * @param server the server
	 * @throws SQLException if the server does not tell its version
	 */
	public BenchmarkReport(BenchmarkSettings settings, BenchmarkServer server) throws SQLException {
		this.settings = settings;
		this.environment = Environment.current(server.query("SHOW server_version"));
		this.module = settings.project().resolve("benchmarks");
	}

	/**
	 * Return where the results go.
	 * @return the directory
	 */
	public Path directory() {
		return this.settings.quick() ? this.module.resolve("target/benchmark") : this.module.resolve("results");
	}

	private Path images() {
		return this.settings.quick() ? directory() : this.settings.project().resolve("docs/images");
	}

	/**
	 * Add a section with a plot.
	 * @param name the name of the section, for files and markers
	 * @param section the table
	 * @param chart the plot
	 * @throws IOException if it cannot be written
	 */
	public void add(String name, Section section, Chart chart) throws IOException {
		if (this.settings.quick() || this.java == DOCUMENTED_JAVA) {
			write(images().resolve("performance-%s.svg".formatted(name)), chart.svg());
		}
		add(name, section, "\n![%s](images/performance-%s.svg)\n".formatted(chart.title(), name));
	}

	/**
	 * Add a section.
	 * @param name the name of the section, for markers
	 * @param section the table
	 * @throws IOException if it cannot be written
	 */
	public void add(String name, Section section) throws IOException {
		add(name, section, "");
	}

	private void add(String name, Section section, String image) throws IOException {
		System.out.printf("%n%s%n", section.markdown());
		this.results.put(name, new Result(this.environment, this.settings.rounds(), section.results()));
		if (!this.settings.quick()) {
			document(name, "%s\n%s\n%s".formatted(section.markdown(), this.environment.sentence(), image));
		}
	}

	private void document(String name, String content) throws IOException {
		MarkedPage page = new MarkedPage(this.settings.project().resolve("docs/performance.md"));
		String place = name + "-java-" + this.java;
		if (this.java == DOCUMENTED_JAVA) {
			page.replace(name, content);
		}
		else if (page.has(place)) {
			page.replace(place, content);
		}
	}

	/**
	 * Write the JSON.
	 * @throws IOException if it cannot be written
	 */
	public void write() throws IOException {
		Path file = directory().resolve("java-%d.json".formatted(this.java));
		Map<String, Object> results = new TreeMap<>();
		if (Files.exists(file)) {
			this.mapper.readTree(file).path("results").forEachEntry(results::put);
		}
		results.putAll(this.results);
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("server", new TreeMap<>(BenchmarkServer.SETTINGS));
		document.put("results", results);
		write(file, this.mapper.writeValueAsString(document) + "\n");
	}

	private static void write(Path file, String content) throws IOException {
		Files.createDirectories(file.getParent());
		Files.writeString(file, content);
	}

	/**
	 * What a suite has found.
	 *
	 * @param environment where it was measured
	 * @param rounds how many rounds were to be measured
	 * @param figures the figures
	 */
	private record Result(Environment environment, int rounds, Object figures) {

	}

}
