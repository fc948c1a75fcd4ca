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

import dev.pgrealtime.benchmarks.process.Contender;

/**
 * How much is measured, and where the results go.
 *
 * @param quick whether only to see that everything works
 * @param suites the names of the suites to run
 * @param contenders what the names of the contenders begin with that take part
 * @param warmUp whether to begin with a round that does not count
 * @param rounds the number of rounds that count
 * @param inserts the number of inserts of the drain
 * @param latencySeconds how long latency is measured
 * @param idleSeconds how long nothing happens
 * @param jvmArguments arguments for the JVMs of the contenders
 * @param project the directory of the project
 */
public record BenchmarkSettings(boolean quick, Set<String> suites, String contenders, boolean warmUp, int rounds,
		long inserts, int latencySeconds, int idleSeconds, List<String> jvmArguments, Path project) {

	private static final String JVM_ARGUMENTS = "-Xms1g -Xmx1g";

	private static final String SUITES = "drain,latency,fanout";

	private static final String QUICK_SUITES = "drain,latency";

	/**
	 * Read the settings from system properties.
	 * @return the settings
	 */
	public static BenchmarkSettings fromSystemProperties() {
		boolean quick = !property("quick", "false").equals("false");
		return new BenchmarkSettings(quick,
				StringUtils.commaDelimitedListToSet(property("suites", quick ? QUICK_SUITES : SUITES)),
				property("contenders", ""), !quick, Integer.parseInt(property("rounds", quick ? "1" : "5")),
				Long.parseLong(property("inserts", quick ? "12000" : "300000")),
				Integer.parseInt(property("latency-seconds", quick ? "2" : "30")),
				Integer.parseInt(property("idle-seconds", quick ? "2" : "30")),
				List.of(property("jvm-arguments", JVM_ARGUMENTS).split(" ")), Path.of(property("project", "")));
	}

	private static String property(String name, String defaultValue) {
		String value = System.getProperty("benchmark." + name);
		if (value == null) {
			return defaultValue;
		}
		// -Dbenchmark.quick alone means yes, and what Maven hands on may be empty
		return (value.isEmpty() && !name.equals("quick")) ? defaultValue : value;
	}

	/**
	 * Return settings for a look at whether everything works, which takes seconds.
	 * @return the settings
	 */
	public static BenchmarkSettings smoke() {
		return new BenchmarkSettings(true, Set.of(), "", false, 1, 3_000, 1, 1,
				List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"), Path.of(""));
	}

	/**
	 * Return who takes part.
	 * @param <C> the type of the contenders
	 * @param contenders all contenders
	 * @return those whose name was asked for, and that this machine has what they need
	 * for
	 */
	public <C extends Contender<?, ?>> List<C> select(List<C> contenders) {
		return contenders.stream()
			.filter((contender) -> contender.name().startsWith(this.contenders) && contender.isAvailable())
			.toList();
	}

}
