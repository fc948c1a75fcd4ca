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

import dev.pgrealtime.delivery.ParkedEvents;

/**
 * Who listens.
 */
enum SimulatedListener {

	/** Plain {@code @EventListener} methods. */
	PLAIN(ParkedEvents.EVENT_LISTENERS),

	/** A {@code @RealtimeListener} that takes one event after another. */
	SERIAL("serial"),

	/** A {@code @RealtimeListener} that keeps the order of keys only. */
	KEYED("keyed"),

	/** A {@code @RealtimeListener} that takes transactions. */
	WHOLE("whole");

	private final String id;

	SimulatedListener(String id) {
		this.id = id;
	}

	static SimulatedListener of(String id) {
		for (SimulatedListener listener : values()) {
			if (listener.id.equals(id)) {
				return listener;
			}
		}
		throw new IllegalArgumentException(id);
	}

}
