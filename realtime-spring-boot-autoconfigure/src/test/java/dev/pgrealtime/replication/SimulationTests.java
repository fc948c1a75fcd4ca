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

package dev.pgrealtime.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Lets the pipeline live as many lives as there are seeds. Other numbers of seeds are
 * asked for with {@code -Dsimulation.seeds=100000}, a single one with
 * {@code -Dsimulation.seed=4711}, and what is wrong on purpose with
 * {@code -Dsimulation.bug=skip-gap}.
 */
class SimulationTests {

	private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("dev.pgrealtime");

	private static final Pattern FINDING = Pattern.compile("`([a-z-]+)`, seed (\\d+)");

	private static final int SEEDS = Integer.getInteger("simulation.seeds", 10_000);

	private static final int SEEDS_THAT_FIND = 100;

	@BeforeAll
	static void beQuiet() {
		LOGGER.setLevel(Level.OFF);
	}

	@AfterAll
	static void speakAgain() {
		LOGGER.setLevel(null);
	}

	@Test
	void invariantsHoldWhateverHappens() {
		Long seed = Long.getLong("simulation.seed");
		String bug = System.getProperty("simulation.bug");
		LongStream seeds = (seed != null) ? LongStream.of(seed) : LongStream.range(0, SEEDS);
		seeds.forEach((each) -> live(each, (bug != null) ? SimulatedBug.of(bug) : null));
	}

	@Test
	void aSeedDoesTheSameAgain() {
		for (long seed = 0; seed < 50; seed++) {
			assertThat(trace(seed, null)).as("seed %d", seed).isNotEmpty().isEqualTo(trace(seed, null));
		}
	}

	@ParameterizedTest
	@EnumSource
	void everyBugIsFound(SimulatedBug bug) {
		assertThat(LongStream.range(0, SEEDS_THAT_FIND)).anyMatch((seed) -> violation(seed, bug) != null);
	}

	static Stream<Arguments> findings() throws IOException {
		return FINDING.matcher(Files.readString(Path.of("..", "docs", "guarantees.md")))
			.results()
			.map((finding) -> Arguments.of(SimulatedBug.of(finding.group(1)), Long.valueOf(finding.group(2))));
	}

	@ParameterizedTest
	@MethodSource("findings")
	void theSeedThatIsRecordedFindsTheBug(SimulatedBug bug, long seed) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> live(seed, bug))
			.withMessageContaining("-Dsimulation.seed=%d -Dsimulation.bug=%s", seed, bug.id());
	}

	@Test
	void aSeedIsRecordedForEveryBug() throws IOException {
		assertThat(findings().map((finding) -> finding.get()[0]))
			.containsExactlyInAnyOrder((Object[]) SimulatedBug.values());
	}

	private static void live(long seed, @Nullable SimulatedBug bug) {
		Throwable violation = violation(seed, bug);
		if (violation != null) {
			throw new AssertionError("""
					Seed %d: %s
					Replay it with
					mvn -pl realtime-spring-boot-autoconfigure test -Dtest=SimulationTests -Dsimulation.seed=%d%s
					%s""".formatted(seed, violation.getMessage(), seed,
					(bug != null) ? " -Dsimulation.bug=" + bug.id() : "", String.join("\n", trace(seed, bug))),
					violation);
		}
	}

	private static @Nullable Throwable violation(long seed, @Nullable SimulatedBug bug) {
		try {
			new Simulation(seed, bug, new Trace(false)).run();
			return null;
		}
		catch (RuntimeException | Error ex) {
			return ex;
		}
	}

	private static List<String> trace(long seed, @Nullable SimulatedBug bug) {
		Trace trace = new Trace(true);
		try {
			new Simulation(seed, bug, trace).run();
		}
		catch (RuntimeException | Error ex) {
			trace.say("%s", ex);
		}
		return trace.lines();
	}

}
