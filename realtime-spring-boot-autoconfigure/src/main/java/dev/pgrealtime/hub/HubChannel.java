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

import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.hub.filter.FilterAttribute;

/**
 * The subscribers of a channel, and its history. Safe for use by several threads.
 */
final class HubChannel {

	private final @Nullable FilterAttribute tenantAttribute;

	private final ChannelSubscribers subscribers;

	private final ChannelHistory history;

	/**
	 * Create a channel without subscribers.
	 * @param tenantAttribute says whose a row is, or {@code null} if rows are everybody's
	 * @param history the history
	 */
	HubChannel(@Nullable FilterAttribute tenantAttribute, ChannelHistory history) {
		this.tenantAttribute = tenantAttribute;
		this.subscribers = new ChannelSubscribers(tenantAttribute);
		this.history = history;
	}

	/**
	 * Return the tenant that a subscription is to be limited to.
	 * @param name the tenant as text, or {@code null} for all tenants
	 * @return the tenant, or {@code null} for all
	 * @throws IllegalArgumentException if no row can be of such a tenant
	 */
	@Nullable Tenant tenant(@Nullable String name) {
		return (name != null && this.tenantAttribute != null)
				? new Tenant(this.tenantAttribute, this.tenantAttribute.parse(name)) : null;
	}

	/**
	 * Publish an event.
	 * @param event the event
	 * @param past the event as it is to be kept, or {@code null} if it is not
	 * @param offer takes each subscriber, and what it is told
	 */
	void publish(EncodedEvent event, @Nullable PastEvent past, BiConsumer<HubSubscription, HubMessage> offer) {
		long number = this.history.append(event.event().position(), past);
		this.subscribers.forEachConcerned(event, (subscriber, outcome) -> {
			HubMessage message = subscriber.wants(number, event.event()) ? event.messageFor(subscriber, outcome) : null;
			if (message != null && !(event.event() instanceof TableTruncated<?>)
					&& subscriber.request().access() instanceof DeferredAccess access) {
				subscriber.offer(event.event(), message, access,
						(sight) -> event.messageFor(subscriber, outcome, sight));
			}
			else if (message != null) {
				offer.accept(subscriber, message);
			}
		});
	}

	void add(HubSubscription subscription) {
		this.subscribers.add(subscription);
		ChannelHistory.Continuation continuation = this.history.open(subscription.request().after(),
				subscription::startAfter);
		subscription.begin(continuation);
	}

	void remove(HubSubscription subscription) {
		this.subscribers.remove(subscription);
	}

	EventPosition forget() {
		return this.history.reset();
	}

	void forEachSubscriber(Consumer<HubSubscription> action) {
		this.subscribers.forEach(action);
	}

	int size() {
		return this.subscribers.size();
	}

}
