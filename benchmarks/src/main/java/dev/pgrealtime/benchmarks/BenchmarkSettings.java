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

package dev.pgrealtime.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.springframework.util.StringUtils;

/**
 * How much is measured, and where the results go.
 *
 * @param quick whether only to see that everything works
 * @param suites the names of the suites to run
 * @param warmUp whether to begin with a round that does not count
 * @param rounds the number of rounds that count
 * @param inserts the number of inserts of the drain
 * @param latencySeconds how long latency is measured
 * @param jvmArguments arguments for the JVMs of the contenders
 * @param project the directory of the project
 */
public record BenchmarkSettings(boolean quick, Set<String> suites, boolean warmUp, int rounds, long inserts,
		int latencySeconds, List<String> jvmArguments, Path project) {

	private static final List<String> JVM_ARGUMENTS = List.of("-Xms1g", "-Xmx1g");

	/**
	 * Read the settings from system properties.
	 * @return the settings
	 */
	public static BenchmarkSettings fromSystemProperties() {
		String quick = System.getProperty("benchmark.quick");
		String jvmArguments = System.getProperty("benchmark.jvm-arguments");
		Set<String> suites = StringUtils
			.commaDelimitedListToSet(System.getProperty("benchmark.suites", "drain,latency"));
		Path project = Path.of(System.getProperty("benchmark.project", ""));
		List<String> arguments = StringUtils.hasText(jvmArguments) ? List.of(jvmArguments.split(" ")) : JVM_ARGUMENTS;
		return ((quick != null) && !quick.equals("false"))
				? new BenchmarkSettings(true, suites, true, 1, 30_000, 3, arguments, project)
				: new BenchmarkSettings(false, suites, true, 5, 300_000, 30, arguments, project);
	}

	/**
	 * Return settings for a look at whether everything works, which takes seconds.
	 * @return the settings
	 */
	public static BenchmarkSettings smoke() {
		return new BenchmarkSettings(true, Set.of(), false, 1, 3_000, 1, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
				Path.of(""));
	}

}
