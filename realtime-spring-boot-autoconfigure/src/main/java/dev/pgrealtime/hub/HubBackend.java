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

/**
 * Carries the messages of the application to the hubs of all its instances, including the
 * one that sends them. Safe for use by several threads.
 * <p>
 * Messages of one thread arrive in their order, and each at most once. A message that is
 * sent within a transaction leaves when that commits, and not at all if it rolls back.
 */
public interface HubBackend {

	/**
	 * Begin to receive. A connection that is needed for that is made, and made again, in
	 * the background.
	 * @param receiver takes what arrives until {@link #stop()}
	 */
	void start(Receiver receiver);

	/**
	 * Send a message. Works whether or not anything is received here.
	 * @param envelope the message
	 * @throws IllegalArgumentException if the message is larger than the backend carries
	 * @throws RuntimeException if the message cannot be sent
	 */
	void publish(HubEnvelope envelope);

	/**
	 * Receive nothing any more. May be called several times, and be followed by another
	 * start.
	 */
	void stop();

	/**
	 * Takes what arrives. Must neither block nor throw.
	 */
	interface Receiver {

		/**
		 * A message has arrived.
		 * @param envelope the message
		 */
		void received(HubEnvelope envelope);

		/**
		 * Messages may have been missed before those that arrive from now on.
		 * @param reason why, for a person
		 */
		void missed(String reason);

	}

}
