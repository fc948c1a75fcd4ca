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

package dev.pgrealtime.benchmarks.idle;

import java.util.Map;

import dev.pgrealtime.benchmarks.debezium.DebeziumSettings;
import dev.pgrealtime.benchmarks.debezium.DebeziumStream;
import dev.pgrealtime.benchmarks.debezium.DebeziumVersion;
import dev.pgrealtime.benchmarks.drain.PurchaseOrders;
import dev.pgrealtime.benchmarks.server.ServerAddress;

/**
 * Debezium's engine with its defaults.
 */
public final class DebeziumIdleContender extends AbstractIdleContender {

	private static final String SLOT = "idle_debezium";

	/**
	 * Create the contender.
	 */
	public DebeziumIdleContender() {
		super("Debezium Engine", SLOT);
	}

	@Override
	public String version() {
		return DebeziumVersion.get();
	}

	@Override
	AutoCloseable stream(ServerAddress server) {
		return DebeziumStream.ofStructs(DebeziumSettings.of(server, SLOT, PurchaseOrders.PUBLICATION, Map.of()),
				(record) -> {
				});
	}

}
