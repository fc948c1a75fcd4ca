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

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.hub.filter.FilterOutcome;
import dev.pgrealtime.hub.filter.RowFilter;

/**
 * An event that is kept for those who come back.
 *
 * @param encoded the event, without what else subscribers had encoded of it
 * @param encoder the encoder for which the message was made
 * @param message what everybody is told who has that encoder
 * @param nanoTime when it was published
 */
record PastEvent(EncodedEvent encoded, EventEncoder encoder, HubMessage message, long nanoTime) implements Past {

	@Override
	public EventPosition position() {
		return event().position();
	}

	private RealtimeEvent<?> event() {
		return this.encoded.event();
	}

	@Override
	public long bytes() {
		return this.message.size();
	}

	@Override
	public @Nullable HubMessage messageFor(HubSubscription subscriber) {
		SubscriptionRequest request = subscriber.request();
		if (!request.actions().contains(event().action())) {
			return null;
		}
		EncodedEvent event = this.encoded.copy(this.encoder, this.message);
		RowFilter filter = event.tellsTenantOf(subscriber) ? request.filter() : null;
		FilterOutcome outcome = (filter != null) ? filter.judge(event()) : FilterOutcome.MATCHING;
		return event.messageFor(subscriber, outcome);
	}

}
