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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.pgrealtime.RealtimeEvent;

/**
 * The channels of entities that somebody has subscribed to, or of which something is
 * kept. Safe for use by several threads.
 */
final class EntityChannels {

	private final Map<String, EntityChannel> channels = new ConcurrentHashMap<>();

	private final HubFailures failures = new HubFailures();

	private final ChannelTenants tenants;

	private final Histories histories;

	/**
	 * Create an instance without channels.
	 * @param tenants knows whose the rows of a channel are
	 * @param histories decides what is kept
	 */
	EntityChannels(ChannelTenants tenants, Histories histories) {
		this.tenants = tenants;
		this.histories = histories;
	}

	/**
	 * Return a channel.
	 * @param name the name of the channel, or {@link SubscriptionRequest#ALL_CHANNELS}
	 * @return the channel, made if necessary
	 */
	EntityChannel get(String name) {
		return this.channels.computeIfAbsent(name,
				(key) -> new EntityChannel(this.tenants.attributeOf(key), this.histories.newHistory()));
	}

	void publish(RealtimeEvent<?> event) {
		EncodedEvent encoded = new EncodedEvent(event, this.failures);
		PastEvent past = this.histories.past(encoded);
		EntityChannel channel = (past != null) ? get(event.channel()) : this.channels.get(event.channel());
		if (channel != null) {
			channel.publish(encoded, past);
		}
		EntityChannel allChannels = this.channels.get(SubscriptionRequest.ALL_CHANNELS);
		if (allChannels != null) {
			allChannels.publish(encoded, null);
		}
	}

	/**
	 * Tell everybody to reload, and forget the past.
	 * @param reason why, for a person
	 */
	void missed(String reason) {
		this.channels.values().forEach((channel) -> channel.missed(reason));
	}

	void end() {
		this.channels.values().forEach(EntityChannel::end);
	}

	int size() {
		return this.channels.values().stream().mapToInt(EntityChannel::size).sum();
	}

}
