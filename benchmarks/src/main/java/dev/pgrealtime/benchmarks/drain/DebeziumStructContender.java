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

import java.util.Properties;

import org.apache.kafka.connect.data.Struct;

import dev.pgrealtime.benchmarks.debezium.DebeziumStream;

/**
 * Debezium's engine in its fastest form: no conversion, just Kafka Connect's structs.
 */
public final class DebeziumStructContender extends AbstractDebeziumContender {

	/**
	 * Create the contender.
	 */
	public DebeziumStructContender() {
		super("Debezium Engine, structs");
	}

	@Override
	DebeziumStream stream(Properties settings, DrainCounter counter) {
		return DebeziumStream.ofStructs(settings,
				(record) -> counter.count(((Struct) record.value()).getString("op").charAt(0)));
	}

}
