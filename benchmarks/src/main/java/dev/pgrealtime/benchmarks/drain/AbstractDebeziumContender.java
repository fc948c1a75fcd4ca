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

package dev.pgrealtime.benchmarks.drain;

import java.io.IOException;
import java.util.Properties;

import dev.pgrealtime.benchmarks.debezium.DebeziumSettings;
import dev.pgrealtime.benchmarks.debezium.DebeziumStream;
import dev.pgrealtime.benchmarks.debezium.DebeziumVersion;
import dev.pgrealtime.benchmarks.process.Contender;

/**
 * Debezium's engine with the settings that suit it.
 */
abstract class AbstractDebeziumContender implements Contender<DrainTask, DrainResult> {

	private final String name;

	AbstractDebeziumContender(String name) {
		this.name = name;
	}

	@Override
	public final String name() {
		return this.name;
	}

	@Override
	public final String version() {
		return DebeziumVersion.get();
	}

	@Override
	public final DrainResult run(DrainTask task) throws IOException, InterruptedException {
		DrainCounter counter = new DrainCounter(task.changes());
		Properties settings = DebeziumSettings.of(task.server(), task.slot(), task.publication(),
				DebeziumSettings.THROUGHPUT);
		try (DebeziumStream stream = stream(settings, counter)) {
			counter.await();
		}
		return counter.result();
	}

	abstract DebeziumStream stream(Properties settings, DrainCounter counter);

}
