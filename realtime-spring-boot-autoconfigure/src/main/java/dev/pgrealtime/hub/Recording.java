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

import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Which events are kept for those who come back, and how.
 *
 * @param channels accepts the names of their channels
 * @param encoder encodes them
 */
record Recording(Predicate<String> channels, EventEncoder encoder) {

	/**
	 * Make of an event what is to be kept of it.
	 * @param event the event
	 * @param nanoTime the clock
	 * @return what to keep, or {@code null} if the channel is not recorded
	 */
	@Nullable PastEvent keep(EncodedEvent event, LongSupplier nanoTime) {
		if (!this.channels.test(event.event().channel())) {
			return null;
		}
		HubMessage message = event.as(this.encoder, EventView.ALL);
		return new PastEvent(event.copy(this.encoder, message), this.encoder, message, nanoTime.getAsLong());
	}

	/**
	 * Make of a message what is to be kept of it.
	 * @param message the message
	 * @param nanoTime the clock
	 * @return what to keep, or {@code null} if the channel is not recorded
	 */
	@Nullable PastMessage keep(HubEnvelope message, LongSupplier nanoTime) {
		if (!this.channels.test(message.channel())) {
			return null;
		}
		return new PastMessage(HubMessage.Message.of(message, this.encoder), this.encoder, nanoTime.getAsLong());
	}

}
