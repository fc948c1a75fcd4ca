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

package dev.pgrealtime.hub;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.pgrealtime.RealtimeEvent;

/**
 * Logs, once for each entity, why its events do not reach subscribers. Safe for use by
 * several threads.
 */
final class HubFailures {

	private static final Log logger = LogFactory.getLog(RealtimeHub.class);

	private final Set<Class<?>> encodingFailed = ConcurrentHashMap.newKeySet();

	private final Set<Class<?>> accessFailed = ConcurrentHashMap.newKeySet();

	void encodingFailed(RealtimeEvent<?> event, Throwable failure) {
		if (this.encodingFailed.add(event.entityType())) {
			logger.error(("Events of %s cannot be encoded, so subscribers of channel '%s' are told to reload instead. "
					+ "Mend the getter that fails, or mark it with @JsonIgnore. This is logged once for each entity")
				.formatted(event.entityType().getName(), event.channel()), failure);
		}
	}

	void accessFailed(RealtimeEvent<?> event, RuntimeException failure) {
		if (this.accessFailed.add(event.entityType())) {
			logger
				.error(("Who may see an event of %s cannot be told, so subscribers of channel '%s' are told to reload "
						+ "instead. This is logged once for each entity")
					.formatted(event.entityType().getName(), event.channel()), failure);
		}
	}

}
