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

package dev.pgrealtime.benchmarks.drain;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import dev.pgrealtime.hub.EventEncoder;
import dev.pgrealtime.hub.HubMessage;
import dev.pgrealtime.hub.HubSubscription;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.hub.SubscriptionRequest;

/**
 * Ours, up to the bytes of JSON that all subscribers of a channel share.
 */
public final class HubContender extends AbstractOurContender {

	/**
	 * Create the contender.
	 */
	public HubContender() {
		super("ours, JSON", Subscriber.class);
	}

	/**
	 * Subscribes once the hub has started, and before the stream does.
	 */
	static class Subscriber implements SmartLifecycle {

		private final RealtimeHub hub;

		private final EventEncoder encoder;

		private final DrainCounter counter;

		private @Nullable HubSubscription subscription;

		private boolean running;

		Subscriber(RealtimeHub hub, EventEncoder encoder, DrainCounter counter) {
			this.hub = hub;
			this.encoder = encoder;
			this.counter = counter;
		}

		@Override
		public void start() {
			this.running = true;
			this.subscription = this.hub.subscribe(SubscriptionRequest.of("purchase_order").withEncoder(this.encoder),
					this::receive);
		}

		private void receive() {
			HubSubscription subscription = Objects.requireNonNull(this.subscription);
			for (HubMessage message = subscription.poll(); message != null; message = subscription.poll()) {
				if (message instanceof HubMessage.Change change && change.encoded() != null) {
					this.counter.bytes(change.encoded().length);
					this.counter.count(change.event().action().name().charAt(0));
				}
			}
		}

		@Override
		public void stop() {
			this.running = false;
			Objects.requireNonNull(this.subscription).close();
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return RealtimeHub.PHASE + 1;
		}

	}

}
