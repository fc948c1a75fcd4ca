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

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The subscribers of a channel of messages, and its history. Safe for use by several
 * threads.
 */
final class MessageChannel implements Subscribable {

	/** Messages may be published by several threads, and all see them in one order. */
	private final ReentrantLock publishing = new ReentrantLock();

	private final Map<Optional<String>, Set<HubSubscription>> subscribersOfTenants = new ConcurrentHashMap<>();

	private final ChannelHistory history;

	MessageChannel(ChannelHistory history) {
		this.history = history;
	}

	/**
	 * Publish a message.
	 * @param envelope the message
	 * @param past the message as it is to be kept, or {@code null} if it is not
	 */
	void publish(HubEnvelope envelope, @Nullable PastMessage past) {
		Map<@Nullable EventEncoder, HubMessage> messages = new HashMap<>(2);
		if (past != null) {
			messages.put(past.encoder(), past.message());
		}
		this.publishing.lock();
		try {
			long number = this.history.appendNext(envelope.position(), past);
			forEachSubscriber(envelope.tenant(), (subscriber) -> {
				if (subscriber.wants(number)) {
					subscriber.offer(messages.computeIfAbsent(subscriber.request().encoder(),
							(encoder) -> HubMessage.Message.of(envelope, encoder)));
				}
			});
		}
		finally {
			this.publishing.unlock();
		}
	}

	/**
	 * Tell everybody to reload, and forget the past.
	 * @param reason why, for a person
	 */
	void missed(String reason) {
		this.publishing.lock();
		try {
			HubMessage refresh = new HubMessage.Refresh(reason, this.history.reset());
			forEachSubscriber(null, (subscriber) -> subscriber.offer(refresh));
		}
		finally {
			this.publishing.unlock();
		}
	}

	@Override
	public void add(HubSubscription subscription) {
		this.subscribersOfTenants.compute(tenant(subscription), (tenant, subscribers) -> {
			Set<HubSubscription> all = (subscribers != null) ? subscribers : ConcurrentHashMap.newKeySet();
			all.add(subscription);
			return all;
		});
		subscription.begin(this.history.open(subscription.request().after(), subscription::startAfter));
	}

	@Override
	public void remove(HubSubscription subscription) {
		this.subscribersOfTenants.computeIfPresent(tenant(subscription), (tenant, subscribers) -> {
			subscribers.remove(subscription);
			return subscribers.isEmpty() ? null : subscribers;
		});
	}

	private static Optional<String> tenant(HubSubscription subscription) {
		return Optional.ofNullable(subscription.request().tenant());
	}

	private void forEachSubscriber(@Nullable String tenant, Consumer<HubSubscription> action) {
		if (tenant == null) {
			this.subscribersOfTenants.values().forEach((subscribers) -> subscribers.forEach(action));
		}
		else {
			this.subscribersOfTenants.getOrDefault(Optional.of(tenant), Set.of()).forEach(action);
		}
	}

	@Override
	public void end() {
		forEachSubscriber(null, HubSubscription::end);
		this.history.reset();
	}

	@Override
	public int size() {
		return this.subscribersOfTenants.values().stream().mapToInt(Set::size).sum();
	}

}
