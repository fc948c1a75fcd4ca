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
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeStreams;
import dev.pgrealtime.TransactionChanges;
import dev.pgrealtime.hub.HubMessage;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.hub.SubscriptionRequest;
import dev.pgrealtime.hub.filter.FilterParser;
import dev.pgrealtime.hub.filter.RowFilter;

/**
 * {@link RealtimeStreams} from the subscriptions of a {@link RealtimeHub}.
 */
public final class HubRealtimeStreams implements RealtimeStreams {

	private final RealtimeHub hub;

	private final Supplier<? extends Collection<EntityModel<?>>> entities;

	private final FilterParser filters;

	/**
	 * Create the streams of a hub.
	 * @param hub the hub
	 * @param entities supplies the registered entities, from any thread
	 * @param filters reads filters
	 */
	public HubRealtimeStreams(RealtimeHub hub, Supplier<? extends Collection<EntityModel<?>>> entities,
			FilterParser filters) {
		this.hub = hub;
		this.entities = entities;
		this.filters = filters;
	}

	@Override
	public <T> Flux<RealtimeEvent<T>> of(Class<T> entityType) {
		return of(entityType, SubscriptionRequest.of(channelOf(entityType)));
	}

	@Override
	public <T> Flux<RealtimeEvent<T>> of(Class<T> entityType, String filter) {
		String channel = channelOf(entityType);
		RowFilter rows = this.filters.parse(channel, List.of(filter));
		return of(entityType, SubscriptionRequest.of(channel).withFilter(rows));
	}

	private <T> Flux<RealtimeEvent<T>> of(Class<T> entityType, SubscriptionRequest request) {
		return messages(request).handle((message, sink) -> emit(message,
				(event) -> entityType.isAssignableFrom(event.entityType()), (event) -> sink.next(typed(event)), sink));
	}

	@Override
	public Flux<RealtimeEvent<?>> matching(Predicate<? super RealtimeEvent<?>> predicate) {
		return messages(SubscriptionRequest.ofAllChannels())
			.handle((message, sink) -> emit(message, predicate, sink::next, sink));
	}

	@Override
	public Flux<TransactionChanges<?>> transactions() {
		return MailboxFlux.<HubMessage>of(this.hub::subscribeToTransactions).handle((message, sink) -> {
			if (message instanceof HubMessage.Transaction transaction) {
				sink.next(transaction.changes());
			}
			else if (message instanceof HubMessage.Refresh refresh) {
				sink.error(missed(refresh));
			}
		});
	}

	private Flux<HubMessage> messages(SubscriptionRequest request) {
		return MailboxFlux.of((onSignal) -> this.hub.subscribe(request, onSignal));
	}

	private void emit(HubMessage message, Predicate<? super RealtimeEvent<?>> predicate,
			Consumer<RealtimeEvent<?>> next, SynchronousSink<?> sink) {
		if (message instanceof HubMessage.Refresh refresh) {
			sink.error(missed(refresh));
		}
		else if (message instanceof HubMessage.Change change && predicate.test(change.event())) {
			next.accept(change.event());
		}
	}

	private static IllegalStateException missed(HubMessage.Refresh refresh) {
		return new IllegalStateException("Changes were missed: " + refresh.reason());
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
