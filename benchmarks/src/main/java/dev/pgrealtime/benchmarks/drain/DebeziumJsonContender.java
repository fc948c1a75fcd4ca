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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Properties;

import dev.pgrealtime.benchmarks.debezium.DebeziumStream;

/**
 * Debezium's engine with JSON, without schemas and as bytes, which it converts on all
 * cores.
 */
public final class DebeziumJsonContender extends AbstractDebeziumContender {

	private static final byte[] OPERATION = "\"op\":\"".getBytes(StandardCharsets.UTF_8);

	/**
	 * Create the contender.
	 */
	public DebeziumJsonContender() {
		super("Debezium Engine, JSON");
	}

	@Override
	DebeziumStream stream(Properties settings, DrainCounter counter) {
		return DebeziumStream.ofJson(settings, (json) -> {
			counter.bytes(json.length);
			counter.count(operation(json));
		});
	}

	/**
	 * Find the operation, which is written behind the rows.
	 * @param json the record
	 * @return its first letter
	 */
	private static int operation(byte[] json) {
		for (int start = json.length - OPERATION.length - 1; start >= 0; start--) {
			int end = start + OPERATION.length;
			if (Arrays.equals(json, start, end, OPERATION, 0, OPERATION.length)) {
				return json[end];
			}
		}
		throw new IllegalArgumentException("Not a change: " + new String(json, StandardCharsets.UTF_8));
	}

}
