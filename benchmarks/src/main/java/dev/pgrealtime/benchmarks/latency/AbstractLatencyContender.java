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

package dev.pgrealtime.benchmarks.latency;

import dev.pgrealtime.benchmarks.process.Contender;

/**
 * Writes and receives in one JVM, so that both times are of one clock.
 */
abstract class AbstractLatencyContender implements Contender<LatencyTask, LatencyResult> {

	private final String name;

	AbstractLatencyContender(String name) {
		this.name = name;
	}

	@Override
	public final String name() {
		return this.name;
	}

	@Override
	public final LatencyResult run(LatencyTask task) throws Exception {
		LatencyRecorder recorder = new LatencyRecorder(task);
		LatencyWriter writer = new LatencyWriter(task);
		try (AutoCloseable stream = stream(task, recorder)) {
			writer.probe(recorder);
			writer.start();
			return recorder.await();
		}
	}

	abstract AutoCloseable stream(LatencyTask task, LatencyRecorder recorder) throws Exception;

}
