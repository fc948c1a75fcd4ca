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

package dev.pgrealtime.benchmarks.debezium;

import java.util.Map;
import java.util.Properties;

import dev.pgrealtime.benchmarks.server.ServerAddress;

/**
 * The settings of Debezium's engine.
 */
public final class DebeziumSettings {

	/**
	 * What serves throughput: a poll that does not sleep, and batches and a queue eight
	 * times as large as by default.
	 */
	public static final Map<String, String> THROUGHPUT = Map.of("poll.interval.ms", "1", "max.batch.size", "16384",
			"max.queue.size", "65536");

	private DebeziumSettings() {
	}

	/**
	 * Make the settings of an engine that streams from an existing slot, without a
	 * snapshot, and keeps its offsets in memory.
	 * @param server the server
	 * @param slot the name of the slot
	 * @param publication the name of the publication
	 * @param others further settings
	 * @return the settings
	 */
	public static Properties of(ServerAddress server, String slot, String publication, Map<String, String> others) {
		Properties settings = new Properties();
		settings.putAll(Map.of("name", "benchmark", "topic.prefix", "benchmark", "connector.class",
				"io.debezium.connector.postgresql.PostgresConnector", "offset.storage",
				"org.apache.kafka.connect.storage.MemoryOffsetBackingStore", "snapshot.mode", "no_data",
				"tombstones.on.delete", "false", "key.converter.schemas.enable", "false",
				"value.converter.schemas.enable", "false"));
		settings.putAll(Map.of("database.hostname", server.host(), "database.port", String.valueOf(server.port()),
				"database.user", ServerAddress.USER, "database.password", ServerAddress.PASSWORD, "database.dbname",
				ServerAddress.DATABASE, "plugin.name", "pgoutput", "slot.name", slot, "publication.name", publication,
				"publication.autocreate.mode", "disabled"));
		settings.put("database.sslmode", "disable");
		settings.putAll(others);
		return settings;
	}

}
