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

package dev.pgrealtime.pipeline;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.ResolvableType;

import dev.pgrealtime.RealtimeEvent;

/**
 * Wraps events as Spring does by itself, but resolves their generic types once for all
 * events alike rather than for each.
 */
final class ApplicationEvents {

	private final Map<Class<?>, Map<Class<?>, ResolvableType>> types = new ConcurrentHashMap<>();

	private final ApplicationEventPublisher source;

	ApplicationEvents(ApplicationEventPublisher source) {
		this.source = source;
	}

	ApplicationEvent wrap(RealtimeEvent<?> event) {
		ResolvableType type = this.types.computeIfAbsent(event.getClass(), (eventType) -> new ConcurrentHashMap<>())
			.computeIfAbsent(event.entityType(), (entityType) -> ResolvableType
				.forClassWithGenerics(PayloadApplicationEvent.class, event.getResolvableType()));
		return new Change(this.source, event, type);
	}

	private static final class Change extends PayloadApplicationEvent<RealtimeEvent<?>> {

		private final transient ResolvableType type;

		private Change(Object source, RealtimeEvent<?> event, ResolvableType type) {
			super(source, event, type.getGeneric());
			this.type = type;
		}

		@Override
		public ResolvableType getResolvableType() {
			return this.type;
		}

	}

}
