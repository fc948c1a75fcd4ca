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

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TransactionChanges;

/**
 * The subscribers of whole transactions, each of which begins with the first event of
 * one. A part that is full is kept back until it is known whether it is the last one.
 * <p>
 * Subscribers come and go by any thread. All else belongs to the publishing thread.
 */
final class TransactionChannel implements Subscribable {

	private final Set<HubSubscription> subscribers = ConcurrentHashMap.newKeySet();

	private final List<RealtimeEvent<?>> events = new ArrayList<>();

	private final int partSize;

	private List<HubSubscription> audience = List.of();

	private int part;

	/**
	 * Create a channel without subscribers.
	 * @param partSize how many events a part may have
	 */
	TransactionChannel(int partSize) {
		this.partSize = partSize;
	}

	/**
	 * Forget the events of a transaction that was not told to its end.
	 */
	void begin() {
		this.events.clear();
		this.part = 0;
	}

	void publish(RealtimeEvent<?> event) {
		if (this.part == 0) {
			this.audience = List.copyOf(this.subscribers);
			this.part = 1;
		}
		if (this.audience.isEmpty()) {
			return;
		}
		if (this.events.size() == this.partSize) {
			offerPart(false);
			this.part++;
		}
		this.events.add(event);
	}

	void commit() {
		if (!this.events.isEmpty()) {
			offerPart(true);
		}
		this.part = 0;
	}

	@SuppressWarnings("unchecked")
	private void offerPart(boolean last) {
		List<RealtimeEvent<Object>> events = (List<RealtimeEvent<Object>>) (List<?>) this.events;
		HubMessage message = new HubMessage.Transaction(new TransactionChanges<>(events, this.part, last));
		this.events.clear();
		this.audience.forEach((subscriber) -> subscriber.offer(message));
	}

	/**
	 * Tell everybody to reload.
	 * @param reason why, for a person
	 * @param position where the stream is
	 */
	void missed(String reason, EventPosition position) {
		HubMessage refresh = new HubMessage.Refresh(reason, position);
		this.subscribers.forEach((subscriber) -> subscriber.offer(refresh));
	}

	@Override
	public void add(HubSubscription subscription) {
		this.subscribers.add(subscription);
	}

	@Override
	public void remove(HubSubscription subscription) {
		this.subscribers.remove(subscription);
	}

	@Override
	public void end() {
		this.subscribers.forEach(HubSubscription::end);
	}

	@Override
	public int size() {
		return this.subscribers.size();
	}

}
