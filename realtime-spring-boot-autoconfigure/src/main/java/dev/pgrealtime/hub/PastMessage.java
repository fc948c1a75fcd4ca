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

/**
 * A message that is kept for those who come back.
 *
 * @param message what everybody is told who has that encoder
 * @param encoder the encoder for which it was made
 * @param nanoTime when it was published
 */
record PastMessage(HubMessage.Message message, EventEncoder encoder, long nanoTime) implements Past {

	@Override
	public EventPosition position() {
		return this.message.position();
	}

	@Override
	public long bytes() {
		return this.message.size();
	}

	@Override
	public @Nullable HubMessage messageFor(HubSubscription subscriber) {
		SubscriptionRequest request = subscriber.request();
		if (!request.sees(this.message.envelope())) {
			return null;
		}
		return this.encoder.equals(request.encoder()) ? this.message
				: HubMessage.Message.of(this.message.envelope(), request.encoder());
	}

}
