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

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.hub.filter.AttributeValues;
import dev.pgrealtime.hub.filter.FilterAttribute;
import dev.pgrealtime.hub.filter.FilterOutcome;

/**
 * An event on its way to subscribers, encoded at most once for each encoder and view, and
 * judged at most once for each access. Safe for use by several threads.
 */
final class EncodedEvent {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<EventView, Map<EventEncoder, HubMessage>> messages = new EnumMap<>(EventView.class);

	private final Map<RowAccess, Optional<Sight>> sights = new HashMap<>(2);

	private final RealtimeEvent<?> event;

	private final HubFailures failures;

	private @Nullable AttributeValues tenants;

	EncodedEvent(RealtimeEvent<?> event, HubFailures failures) {
		this.event = event;
		this.failures = failures;
	}

	RealtimeEvent<?> event() {
		return this.event;
	}

	/**
	 * Return the same event, without what is known of it but for one message.
	 * @param encoder the encoder of the message
	 * @param message what those are told who see all of the event
	 * @return the event
	 */
	EncodedEvent copy(EventEncoder encoder, HubMessage message) {
		EncodedEvent copy = new EncodedEvent(this.event, this.failures);
		copy.messages(EventView.ALL).put(encoder, message);
		return copy;
	}

	/**
	 * Return whose the rows are.
	 * @param tenantAttribute the attribute of the channel that says so
	 * @return the tenants of the rows, looked for once
	 */
	AttributeValues tenants(FilterAttribute tenantAttribute) {
		this.lock.lock();
		try {
			AttributeValues tenants = this.tenants;
			if (tenants == null) {
				tenants = AttributeValues.of(tenantAttribute, this.event);
				this.tenants = tenants;
			}
			return tenants;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether it is known which rows belong to the tenant of a subscriber. If not,
	 * its filter must not be asked.
	 * @param subscriber the subscriber
	 * @return {@code true} if that is known, or the subscriber sees the rows of all
	 */
	boolean tellsTenantOf(HubSubscription subscriber) {
		return sight(subscriber.tenant()) != null;
	}

	/**
	 * Return what a subscriber is told.
	 * @param subscriber the subscriber, who wants such events
	 * @param outcome what the event means to its filter
	 * @return the message, or {@code null} if the event is none of its
	 */
	@Nullable HubMessage messageFor(HubSubscription subscriber, FilterOutcome outcome) {
		return messageFor(subscriber, outcome, Sight.BOTH);
	}

	/**
	 * Return what a subscriber is told who may see some rows only.
	 * @param subscriber the subscriber, who wants such events
	 * @param outcome what the event means to its filter
	 * @param narrowed the rows that it may see at most
	 * @return the message, or {@code null} if the event is none of its
	 */
	@Nullable HubMessage messageFor(HubSubscription subscriber, FilterOutcome outcome, Sight narrowed) {
		this.lock.lock();
		try {
			Sight ofTenant = sight(subscriber.tenant());
			if (ofTenant == null) {
				return refresh("the tenant of a row of the event at %s is unknown");
			}
			Sight sight = (ofTenant != Sight.NONE) ? sight(subscriber.request().access()) : Sight.NONE;
			if (sight == null) {
				return refresh("who may see the event at %s cannot be told");
			}
			EventView view = EventView.of(this.event, outcome, sight.and(ofTenant).and(narrowed));
			return (view != EventView.NOTHING) ? as(subscriber.request().encoder(), view) : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Sight sight(@Nullable Tenant tenant) {
		if (tenant == null || this.event instanceof TableTruncated<?>) {
			return Sight.BOTH;
		}
		return tenant.sight(tenants(tenant.attribute()));
	}

	private @Nullable Sight sight(@Nullable RowAccess access) {
		if (access == null || this.event instanceof TableTruncated<?>) {
			return Sight.BOTH;
		}
		return this.sights.computeIfAbsent(access, this::judge).orElse(null);
	}

	private Optional<Sight> judge(RowAccess access) {
		try {
			return Optional.of(access.sight(this.event));
		}
		catch (RuntimeException ex) {
			this.failures.accessFailed(this.event, ex);
			return Optional.empty();
		}
	}

	HubMessage as(@Nullable EventEncoder encoder, EventView view) {
		return (encoder != null) ? messages(view).computeIfAbsent(encoder, (key) -> message(key, view))
				: message(null, view);
	}

	private Map<EventEncoder, HubMessage> messages(EventView view) {
		return this.messages.computeIfAbsent(view, (key) -> new HashMap<>(2));
	}

	private HubMessage message(@Nullable EventEncoder encoder, EventView view) {
		RealtimeEvent<?> shown = view.show(this.event);
		if (shown == null) {
			return refresh("a row may have left with the event at %s, which does not tell the old one");
		}
		try {
			return new HubMessage.Change(shown, (encoder != null) ? encode(shown, encoder, view) : null);
		}
		// Endless recursion of getters, or too little memory for one event, is a failure
		// too
		catch (RuntimeException | Error ex) {
			this.failures.encodingFailed(this.event, ex);
			return refresh("the event at %s cannot be encoded");
		}
	}

	private static byte[] encode(RealtimeEvent<?> event, EventEncoder encoder, EventView view) {
		return switch (view) {
			case LEAVING, OLD_ROW -> encoder.encodeLeaving(event);
			default -> encoder.encode(event);
		};
	}

	private HubMessage refresh(String reason) {
		return new HubMessage.Refresh(reason.formatted(this.event.position()), this.event.position());
	}

}
