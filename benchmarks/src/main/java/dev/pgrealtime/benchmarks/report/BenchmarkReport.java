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

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.pgrealtime.benchmarks.BenchmarkSettings;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * Collects what was measured: tables on the console and in docs/performance.md, plots,
 * and JSON. A quick run leaves the documents alone.
 */
public final class BenchmarkReport {

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
		write(images().resolve("performance-%s.svg".formatted(name)), chart.svg());
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
		this.results.put(name, section.results());
		if (!this.settings.quick()) {
			new MarkedPage(this.settings.project().resolve("docs/performance.md")).replace(name,
					"%s\n%s\n%s".formatted(section.markdown(), this.environment.sentence(), image));
		}
	}

	/**
	 * Write the JSON.
	 * @throws IOException if it cannot be written
	 */
	public void write() throws IOException {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("environment", this.environment);
		document.put("server", BenchmarkServer.SETTINGS);
		document.put("rounds", this.settings.rounds());
		document.put("results", this.results);
		write(directory().resolve("java-%d.json".formatted(Runtime.version().feature())),
				this.mapper.writeValueAsString(document) + "\n");
	}

	private static void write(Path file, String content) throws IOException {
		Files.createDirectories(file.getParent());
		Files.writeString(file, content);
	}

}
