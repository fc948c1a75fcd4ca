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

package dev.pgrealtime.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.pipeline.PublishedRows;
import dev.pgrealtime.rowsecurity.PublishedTable;
import dev.pgrealtime.web.sse.ChannelExposure;

/**
 * Describes the tables of a catalogue to those who ask for their policies.
 */
final class PublishedTables {

	private PublishedTables() {
	}

	/**
	 * Return the tables of the exposed channels.
	 * @param catalog the entities
	 * @param exposure the channels that may be seen
	 * @return the tables by the names of the channels
	 * @throws RealtimeConfigurationException if the rows of an entity cannot be judged
	 */
	static Map<String, Set<PublishedTable>> of(EntityCatalog catalog, ChannelExposure exposure) {
		Map<String, Set<PublishedTable>> tables = new HashMap<>();
		for (RegisteredEntity entity : catalog.entities()) {
			String channel = entity.model().channel();
			if (exposure.exposes(channel)) {
				requireKnownRows(entity);
				tables.put(channel, tables(entity));
			}
		}
		return tables;
	}

	private static void requireKnownRows(RegisteredEntity entity) {
		if (!PublishedRows.areKnown(entity)) {
			throw new RealtimeConfigurationException(
					"A row of %s is in several tables, and so cannot be judged by row-level security"
						.formatted(entity.model().entityType().getName()),
					"Do not expose the channel '%s', or decide with @RealtimeAuthorize and without realtime.authorization.rls."
						.formatted(entity.model().channel()));
		}
	}

	private static Set<PublishedTable> tables(RegisteredEntity entity) {
		return entity.tables()
			.stream()
			.map((table) -> new PublishedTable(table.schema(), table.name(), entity.excludedColumns(table)))
			.collect(Collectors.toUnmodifiableSet());
	}

}
