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

import java.util.Map;

import org.apache.kafka.connect.data.Struct;

import dev.pgrealtime.benchmarks.debezium.DebeziumSettings;
import dev.pgrealtime.benchmarks.debezium.DebeziumStream;
import dev.pgrealtime.benchmarks.debezium.DebeziumVersion;

/**
 * Debezium's engine with its defaults.
 */
public class DebeziumLatencyContender extends AbstractLatencyContender {

	/**
	 * Create the contender.
	 */
	public DebeziumLatencyContender() {
		this("Debezium Engine, defaults");
	}

	DebeziumLatencyContender(String name) {
		super(name);
	}

	@Override
	public String version() {
		return DebeziumVersion.get();
	}

	/**
	 * Return what is not left at its default.
	 * @return settings of the engine
	 */
	Map<String, String> settings() {
		return Map.of();
	}

	@Override
	AutoCloseable stream(LatencyTask task, LatencyRecorder recorder) {
		return DebeziumStream.ofStructs(DebeziumSettings.of(task.server(), task.slot(), task.publication(), settings()),
				(record) -> recorder.received(((Struct) record.value()).getStruct("after").getInt64("stamp")));
	}

}
