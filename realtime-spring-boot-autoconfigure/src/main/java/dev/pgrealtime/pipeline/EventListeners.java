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

package dev.pgrealtime.pipeline;

import java.lang.reflect.UndeclaredThrowableException;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.delivery.DeliverySettings;
import dev.pgrealtime.delivery.EventKey;
import dev.pgrealtime.delivery.EventKeys;
import dev.pgrealtime.delivery.EventSources;
import dev.pgrealtime.delivery.ExhaustionPolicy;
import dev.pgrealtime.delivery.FailedDelivery;
import dev.pgrealtime.delivery.Handover;
import dev.pgrealtime.delivery.ParkedEvents;

/**
 * The plain {@code @EventListener} methods, which are one listener where something fails:
 * if one of them throws, all of them get the event again, and together they go on when it
 * is parked or skipped. They are never called by two threads at a time.
 */
public final class EventListeners implements Consumer<RealtimeEvent<?>> {

	private static final Log logger = LogFactory.getLog(EventListeners.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final ApplicationEventPublisher publisher;

	private final ApplicationEvents applicationEvents;

	private final DeliverySettings settings;

	private final ParkedEvents parkedEvents;

	private final EventKeys keys;

	private final Clock clock;

	private int attempts;

	private @Nullable Instant firstFailure;

	/**
	 * Create the listeners.
	 * @param publisher publishes to them
	 * @param settings how often an event is tried, and what happens then
	 * @param parkedEvents where events are kept
	 * @param keys tells which rows an event is about
	 * @param clock tells the time of a failure
	 */
	public EventListeners(ApplicationEventPublisher publisher, DeliverySettings settings, ParkedEvents parkedEvents,
			EventKeys keys, Clock clock) {
		this.publisher = publisher;
		this.applicationEvents = new ApplicationEvents(publisher);
		this.settings = settings;
		this.parkedEvents = parkedEvents;
		this.keys = keys;
		this.clock = clock;
	}

	void connected() {
		this.attempts = 0;
	}

	/**
	 * Publish an event of the stream. Belongs to the dispatcher thread.
	 * @param event the event, the same one again if it was thrown for
	 * @param sources makes the source of the event, if it is needed
	 * @throws ListenerFailedException if the event is to be published again
	 */
	void publish(RealtimeEvent<?> event, EventSources sources) {
		if (this.parkedEvents.isParked(ParkedEvents.EVENT_LISTENERS, event.model(), event.position())
				|| isParkedBehind(event, sources)) {
			return;
		}
		try {
			accept(event);
		}
		catch (UndeclaredThrowableException ex) {
			// Its own message holds the values of the row
			failed(event, sources, ex.getUndeclaredThrowable());
		}
		catch (RuntimeException | Error ex) {
			failed(event, sources, ex);
		}
		this.attempts = 0;
	}

	/**
	 * Publish an event once, on whichever thread.
	 * @param event the event
	 */
	@Override
	public void accept(RealtimeEvent<?> event) {
		publish((Object) this.applicationEvents.wrap(event));
	}

	/**
	 * Publish what is no change of an entity.
	 * @param event the event
	 */
	void publish(Object event) {
		this.lock.lock();
		try {
			this.publisher.publishEvent(event);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isParkedBehind(RealtimeEvent<?> event, EventSources sources) {
		Set<EventKey> keys = this.keys.of(event);
		return this.parkedEvents.isWaiting(ParkedEvents.EVENT_LISTENERS, keys)
				&& park(event, sources, keys, null, this.clock.instant());
	}

	private void failed(RealtimeEvent<?> event, EventSources sources, Throwable error) {
		Instant firstFailure = (this.attempts > 0 && this.firstFailure != null) ? this.firstFailure
				: this.clock.instant();
		this.firstFailure = firstFailure;
		this.attempts++;
		ListenerFailedException failure = new ListenerFailedException(event, error);
		if (this.attempts < this.settings.maxAttempts() || this.settings.onExhausted() == ExhaustionPolicy.STOP) {
			throw failure;
		}
		if (this.settings.onExhausted() == ExhaustionPolicy.PARK
				&& !park(event, sources, this.keys.of(event), error, firstFailure)) {
			throw failure;
		}
		logger.error(
				"%s; it is %s after %d attempts".formatted(failure.getMessage(),
						(this.settings.onExhausted() == ExhaustionPolicy.PARK) ? "parked" : "skipped", this.attempts),
				error);
	}

	private boolean park(RealtimeEvent<?> event, EventSources sources, Set<EventKey> keys, @Nullable Throwable error,
			Instant firstFailure) {
		return this.parkedEvents.park(new FailedDelivery(ParkedEvents.EVENT_LISTENERS,
				Handover.of(event, sources.of(event), keys), error, this.attempts, firstFailure));
	}

}
