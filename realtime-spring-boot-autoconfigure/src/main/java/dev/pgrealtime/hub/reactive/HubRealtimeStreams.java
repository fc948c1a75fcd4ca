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

package dev.pgrealtime.hub.reactive;

import java.util.Collection;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeStreams;
import dev.pgrealtime.hub.HubMessage;
import dev.pgrealtime.hub.RealtimeHub;

/**
 * {@link RealtimeStreams} from the subscriptions of a {@link RealtimeHub}.
 */
public final class HubRealtimeStreams implements RealtimeStreams {

	private final RealtimeHub hub;

	private final Supplier<? extends Collection<EntityModel<?>>> entities;

	/**
	 * Create the streams of a hub.
	 * @param hub the hub
	 * @param entities supplies the registered entities, from any thread
	 */
	public HubRealtimeStreams(RealtimeHub hub, Supplier<? extends Collection<EntityModel<?>>> entities) {
		this.hub = hub;
		this.entities = entities;
	}

	@Override
	public <T> Flux<RealtimeEvent<T>> of(Class<T> entityType) {
		String channel = channelOf(entityType);
		return MailboxFlux.<HubMessage>of((onSignal) -> this.hub.subscribe(channel, onSignal))
			.handle((message, sink) -> emit(entityType, message, sink));
	}

	private <T> void emit(Class<T> entityType, HubMessage message, SynchronousSink<RealtimeEvent<T>> sink) {
		if (message instanceof HubMessage.Refresh refresh) {
			sink.error(new IllegalStateException(
					"Changes of %s were missed: %s".formatted(entityType.getName(), refresh.reason())));
		}
		else if (message instanceof HubMessage.Change change
				&& entityType.isAssignableFrom(change.event().entityType())) {
			sink.next(typed(change.event()));
		}
	}

	@SuppressWarnings("unchecked")
	private <T> RealtimeEvent<T> typed(RealtimeEvent<?> event) {
		return (RealtimeEvent<T>) event;
	}

	private String channelOf(Class<?> entityType) {
		Collection<EntityModel<?>> entities = this.entities.get();
		return entities.stream()
			.filter((entity) -> entity.entityType().isAssignableFrom(entityType))
			.findFirst()
			.map(EntityModel::channel)
			.orElseThrow(() -> new IllegalArgumentException(
					"%s is not a registered entity; registered are %s".formatted(entityType.getName(),
							entities.stream().map((entity) -> entity.entityType().getName()).sorted().toList())));
	}

}
