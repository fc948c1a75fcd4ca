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

package dev.pgrealtime.test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EventAction;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeFence;

/**
 * The events that were published in a {@link RealtimeTest @RealtimeTest}, each once
 * however often it was delivered, in the order of the stream.
 * <p>
 * Whoever asks waits until everything that was committed before has been delivered to all
 * listeners. So there is no need to poll, and that nothing was published can be asserted
 * too: <pre class="code">
 * assertThat(events).inserted(Order.class).hasSize(1);
 * assertThat(events).deleted(Order.class).isEmpty();</pre>
 * <p>
 * Safe for use by several threads.
 */
public final class RealtimeEvents implements AssertProvider<RealtimeEventsAssert> {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<Identity, RealtimeEvent<?>> events = new LinkedHashMap<>();

	private final ObjectProvider<RealtimeFence> fence;

	private volatile Duration timeout = Duration.ofSeconds(30);

	RealtimeEvents(ObjectProvider<RealtimeFence> fence) {
		this.fence = fence;
	}

	@EventListener
	void record(RealtimeEvent<?> event) {
		this.lock.lock();
		try {
			this.events.putIfAbsent(new Identity(event.position(), event.model(), event.action(), event.id()), event);
		}
		finally {
			this.lock.unlock();
		}
	}

	void begin(Duration timeout) {
		this.timeout = timeout;
		clear();
	}

	/**
	 * Wait until what was committed has been delivered, and return all events.
	 * @return the events since the test method began or {@link #clear()} was called, in
	 * the order of the stream
	 * @throws AssertionError if it was not delivered in time
	 * @throws IllegalStateException if there is no stream, or it is stopped
	 */
	public List<RealtimeEvent<?>> all() {
		awaitDelivered();
		this.lock.lock();
		try {
			return List.copyOf(this.events.values());
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Wait until what was committed has been delivered, and forget all events.
	 * @throws AssertionError if it was not delivered in time
	 * @throws IllegalStateException if there is no stream, or it is stopped
	 */
	public void clear() {
		awaitDelivered();
		this.lock.lock();
		try {
			this.events.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitDelivered() {
		try {
			fence().awaitDelivered(this.timeout);
		}
		catch (TimeoutException ex) {
			throw new AssertionError(ex.getMessage(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for what was committed", ex);
		}
	}

	private RealtimeFence fence() {
		RealtimeFence fence = this.fence.getIfAvailable();
		if (fence == null) {
			throw new IllegalStateException("There is no stream in this application context. It needs realtime.enabled"
					+ " to be true and an EntityManagerFactory; a test of a slice has to import RealtimeAutoConfiguration.");
		}
		return fence;
	}

	/**
	 * Wait until what was committed has been delivered, and return assertions about it.
	 * To be called through AssertJ's {@code assertThat(events)}.
	 * @return assertions about the events of this moment
	 * @throws AssertionError if it was not delivered in time
	 * @throws IllegalStateException if there is no stream, or it is stopped
	 */
	@Override
	public RealtimeEventsAssert assertThat() {
		return new RealtimeEventsAssert(this, all());
	}

	/**
	 * What an event and its redelivery have in common.
	 */
	private record Identity(EventPosition position, String model, EventAction action, @Nullable Object id) {

	}

}
