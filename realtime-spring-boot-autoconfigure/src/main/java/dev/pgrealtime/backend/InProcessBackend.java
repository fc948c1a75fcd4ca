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

package dev.pgrealtime.backend;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.hub.HubBackend;
import dev.pgrealtime.hub.HubEnvelope;

/**
 * {@link HubBackend} of an application with one instance. Hands a message on, on the
 * thread that sends it.
 */
public final class InProcessBackend implements HubBackend {

	private final AtomicReference<@Nullable Receiver> receiver = new AtomicReference<>();

	@Override
	public void start(Receiver receiver) {
		this.receiver.set(receiver);
	}

	@Override
	public void publish(HubEnvelope envelope) {
		AfterCommit.run(() -> {
			Receiver receiver = this.receiver.get();
			if (receiver != null) {
				receiver.received(envelope);
			}
		});
	}

	@Override
	public void stop() {
		this.receiver.set(null);
	}

}
