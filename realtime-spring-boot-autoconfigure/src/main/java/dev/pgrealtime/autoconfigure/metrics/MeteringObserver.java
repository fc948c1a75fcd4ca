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

package dev.pgrealtime.autoconfigure.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import dev.pgrealtime.EventAction;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.pipeline.EventObserver;

/**
 * Counts the events, and times their listeners.
 */
class MeteringObserver implements EventObserver {

	private final MeterRegistry registry;

	private final Map<Key, Meters> meters = new ConcurrentHashMap<>();

	private final Counter gaps;

	MeteringObserver(MeterRegistry registry) {
		this.registry = registry;
		this.gaps = Counter.builder("realtime.gaps")
			.description("Times that changes may have been missed")
			.register(registry);
	}

	@Override
	public void published(RealtimeEvent<?> event, Duration listenerTime) {
		Meters meters = this.meters.computeIfAbsent(new Key(event.model(), event.action()), this::register);
		meters.events().increment();
		meters.listeners().record(listenerTime);
	}

	@Override
	public void gap(StreamGap gap) {
		this.gaps.increment();
	}

	private Meters register(Key key) {
		Counter events = Counter.builder("realtime.events")
			.description("Events whose listeners have returned")
			.tag("model", key.model())
			.tag("action", key.action().name())
			.register(this.registry);
		Timer listeners = Timer.builder("realtime.listener")
			.description("Time that the listeners of an event took together")
			.tag("model", key.model())
			.tag("action", key.action().name())
			.register(this.registry);
		return new Meters(events, listeners);
	}

	private record Key(String model, EventAction action) {

	}

	private record Meters(Counter events, Timer listeners) {

	}

}
