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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The channels that are open for messages of the application. Safe for use by several
 * threads.
 */
final class MessageChannels {

	private final Map<String, MessageChannel> channels = new ConcurrentHashMap<>();

	private final Histories histories;

	/**
	 * Create an instance without channels.
	 * @param histories decides what is kept
	 */
	MessageChannels(Histories histories) {
		this.histories = histories;
	}

	void open(Set<String> names) {
		names.forEach((name) -> this.channels.computeIfAbsent(name,
				(key) -> new MessageChannel(this.histories.newHistory())));
	}

	Set<String> names() {
		return this.channels.keySet();
	}

	/**
	 * Return a channel.
	 * @param name the name of the channel
	 * @return the channel, or {@code null} if none of that name is open
	 */
	@Nullable MessageChannel get(String name) {
		return this.channels.get(name);
	}

	void publish(HubEnvelope message) {
		MessageChannel channel = get(message.channel());
		if (channel != null) {
			channel.publish(message, this.histories.past(message));
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
		this.channels.values().forEach(MessageChannel::end);
	}

	int size() {
		return this.channels.values().stream().mapToInt(MessageChannel::size).sum();
	}

}
