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

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import dev.pgrealtime.delivery.DeliveryObserver;

/**
 * Times the calls of each {@code @RealtimeListener}, and tells those that have failed
 * from the others.
 */
class DeliveryMeters implements DeliveryObserver {

	private final MeterRegistry registry;

	private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

	DeliveryMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void called(String listenerId, Duration duration, boolean succeeded) {
		this.timers.computeIfAbsent(new Key(listenerId, succeeded), this::register).record(duration);
	}

	private Timer register(Key key) {
		return Timer.builder("realtime.delivery")
			.description("Time that a call of a @RealtimeListener took")
			.tag("listener", key.listenerId())
			.tag("outcome", key.succeeded() ? "SUCCESS" : "FAILURE")
			.register(this.registry);
	}

	private record Key(String listenerId, boolean succeeded) {

	}

}
