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

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimePublisher;

/**
 * {@link RealtimePublisher} by a backend, from which it also takes what others have
 * published. Safe for use by several threads.
 */
public final class HubPublisher implements RealtimePublisher, SmartLifecycle, HubBackend.Receiver {

	/** Tells the messages of this publisher from those of any other. */
	private final Lsn origin = new Lsn(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));

	private final AtomicLong published = new AtomicLong();

	private final RealtimeHub hub;

	private final Set<String> channels;

	private final HubBackend backend;

	private final Function<Object, String> json;

	private volatile boolean running;

	/**
	 * Create a publisher, which is stopped, and open its channels.
	 * @param hub takes what arrives
	 * @param channels the names of the channels
	 * @param backend carries what is published
	 * @param json writes a payload as JSON
	 */
	public HubPublisher(RealtimeHub hub, Set<String> channels, HubBackend backend, Function<Object, String> json) {
		this.hub = hub;
		this.channels = Set.copyOf(channels);
		this.backend = backend;
		this.json = json;
		hub.openForMessages(this.channels);
	}

	@Override
	public void publish(String channel, @Nullable String tenant, Object payload) {
		Assert.notNull(payload, "'payload' must not be null");
		if (!this.channels.contains(channel)) {
			throw new IllegalArgumentException(
					("There is no channel '%s' to publish to, there are %s; " + "declare it by realtime.hub.channels")
						.formatted(channel, new TreeSet<>(this.channels)));
		}
		EventPosition position = new EventPosition(this.origin, this.published.incrementAndGet());
		this.backend.publish(new HubEnvelope(position, channel, tenant, json(channel, payload)));
	}

	private String json(String channel, Object payload) {
		try {
			return this.json.apply(payload);
		}
		// Endless recursion of getters is a failure like any other
		catch (RuntimeException | StackOverflowError ex) {
			throw new IllegalArgumentException("The %s for channel '%s' cannot be written as JSON"
				.formatted(payload.getClass().getName(), channel), ex);
		}
	}

	@Override
	public void received(HubEnvelope envelope) {
		this.hub.publish(envelope);
	}

	@Override
	public void missed(String reason) {
		this.hub.missedMessages(reason);
	}

	/**
	 * Begin to receive, if there is a channel to receive for.
	 */
	@Override
	public void start() {
		if (!this.running && !this.channels.isEmpty()) {
			this.backend.start(this);
		}
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.backend.stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return RealtimeHub.PHASE;
	}

}
