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
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.hub.filter.FilterOutcome;

/**
 * An event on its way to subscribers, encoded at most once for each encoder.
 */
final class EncodedEvent {

	private final Map<EventEncoder, HubMessage> messages = new HashMap<>(2);

	private final Map<EventEncoder, HubMessage> leavingMessages = new HashMap<>(2);

	private final RealtimeEvent<?> event;

	private final BiConsumer<RealtimeEvent<?>, Throwable> onFailure;

	EncodedEvent(RealtimeEvent<?> event, BiConsumer<RealtimeEvent<?>, Throwable> onFailure) {
		this.event = event;
		this.onFailure = onFailure;
	}

	RealtimeEvent<?> event() {
		return this.event;
	}

	/**
	 * Return the same event without what has been encoded of it.
	 * @return the event
	 */
	EncodedEvent copy() {
		return new EncodedEvent(this.event, this.onFailure);
	}

	HubMessage as(@Nullable EventEncoder encoder, FilterOutcome outcome) {
		if (encoder == null) {
			return new HubMessage.Change(this.event, null);
		}
		return (outcome == FilterOutcome.LEAVING)
				? this.leavingMessages.computeIfAbsent(encoder, (key) -> encode(key::encodeLeaving))
				: this.messages.computeIfAbsent(encoder, (key) -> encode(key::encode));
	}

	private HubMessage encode(Function<RealtimeEvent<?>, byte[]> encoder) {
		try {
			return new HubMessage.Change(this.event, encoder.apply(this.event));
		}
		// Endless recursion of an entity's getters is a failure like any other
		catch (RuntimeException | StackOverflowError ex) {
			this.onFailure.accept(this.event, ex);
			return new HubMessage.Refresh("the event at " + this.event.position() + " cannot be encoded",
					this.event.position());
		}
	}

}
