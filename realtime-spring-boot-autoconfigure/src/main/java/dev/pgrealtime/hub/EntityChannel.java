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

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.hub.filter.FilterAttribute;

/**
 * The subscribers of the channel of an entity, and its history. Safe for use by several
 * threads.
 */
final class EntityChannel implements Subscribable {

	private final @Nullable FilterAttribute tenantAttribute;

	private final ChannelSubscribers subscribers;

	private final ChannelHistory history;

	/**
	 * Create a channel without subscribers.
	 * @param tenantAttribute says whose a row is, or {@code null} if rows are everybody's
	 * @param history the history
	 */
	EntityChannel(@Nullable FilterAttribute tenantAttribute, ChannelHistory history) {
		this.tenantAttribute = tenantAttribute;
		this.subscribers = new ChannelSubscribers(tenantAttribute);
		this.history = history;
	}

	@Override
	public @Nullable Tenant tenant(@Nullable String name) {
		return (name != null && this.tenantAttribute != null)
				? new Tenant(this.tenantAttribute, this.tenantAttribute.parse(name)) : null;
	}

	/**
	 * Publish an event.
	 * @param event the event
	 * @param past the event as it is to be kept, or {@code null} if it is not
	 */
	void publish(EncodedEvent event, @Nullable PastEvent past) {
		long number = this.history.append(event.event().position(), past);
		this.subscribers.forEachConcerned(event, (subscriber, outcome) -> {
			HubMessage message = subscriber.wants(number, event.event()) ? event.messageFor(subscriber, outcome) : null;
			if (message != null && !(event.event() instanceof TableTruncated<?>)
					&& subscriber.request().access() instanceof DeferredAccess access) {
				subscriber.offer(event.event(), message, access,
						(sight) -> event.messageFor(subscriber, outcome, sight));
			}
			else if (message != null) {
				subscriber.offer(message);
			}
		});
	}

	/**
	 * Tell everybody to reload, and forget the past.
	 * @param reason why, for a person
	 */
	void missed(String reason) {
		HubMessage refresh = new HubMessage.Refresh(reason, this.history.reset());
		this.subscribers.forEach((subscriber) -> subscriber.offer(refresh));
	}

	@Override
	public void add(HubSubscription subscription) {
		this.subscribers.add(subscription);
		ChannelHistory.Continuation continuation = this.history.open(subscription.request().after(),
				subscription::startAfter);
		subscription.begin(continuation);
	}

	@Override
	public void remove(HubSubscription subscription) {
		this.subscribers.remove(subscription);
	}

	@Override
	public void end() {
		this.subscribers.forEach(HubSubscription::end);
		this.history.reset();
	}

	@Override
	public int size() {
		return this.subscribers.size();
	}

}
