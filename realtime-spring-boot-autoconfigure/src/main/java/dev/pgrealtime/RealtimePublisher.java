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

package dev.pgrealtime;

import org.jspecify.annotations.Nullable;

/**
 * Sends messages that touch no table to the subscribers of a channel, on all instances of
 * the application that the backend connects. The channels are those that
 * {@code realtime.hub.channels} declares. Safe for use by several threads.
 * <p>
 * A message belongs to the transaction of its sender: it is sent when that commits, and
 * not at all if it rolls back. Without a transaction it is sent at once. Messages of one
 * thread arrive in their order. A message arrives at most once: nobody keeps it for an
 * instance that is away, whose subscribers are told to reload when it is back.
 */
public interface RealtimePublisher {

	/**
	 * Publish a message to all who may subscribe to a channel.
	 * @param channel the name of a declared channel
	 * @param payload what to send, which is written as JSON before this returns
	 * @throws IllegalArgumentException if there is no such channel, or the payload cannot
	 * be written or is larger than the backend carries
	 */
	default void publish(String channel, Object payload) {
		publish(channel, null, payload);
	}

	/**
	 * Publish a message to one tenant.
	 * @param channel the name of a declared channel
	 * @param tenant the tenant whose subscribers get the message, or {@code null} for all
	 * who may subscribe
	 * @param payload what to send, which is written as JSON before this returns
	 * @throws IllegalArgumentException if there is no such channel, or the payload cannot
	 * be written or is larger than the backend carries
	 */
	void publish(String channel, @Nullable String tenant, Object payload);

}
