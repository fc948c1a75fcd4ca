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

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventAction;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.hub.filter.RowFilter;

/**
 * What a subscriber wants to be told. Immutable.
 *
 * @param channel the name of the channel, or {@code *} for all
 * @param actions the actions of the events that are wanted
 * @param filter tells the rows that are wanted, made for that channel; {@code null} for
 * all rows
 * @param encoder encodes the events, once for all subscriptions with an equal one, and
 * once more for those whose filter the row no longer matches; {@code null} for none
 * @param access tells the rows that the subscriber may see; {@code null} for all rows, as
 * for code of the application
 * @param tenant the tenant whose rows are wanted, as text; {@code null} for those of all
 * tenants, as for code of the application
 * @param after the position of the last event that the subscriber knows, which may be
 * any, even made up; {@code null} to begin now
 */
public record SubscriptionRequest(String channel, Set<EventAction> actions, @Nullable RowFilter filter,
		@Nullable EventEncoder encoder, @Nullable RowAccess access, @Nullable String tenant,
		@Nullable EventPosition after) {

	/**
	 * Stands for all channels.
	 */
	static final String ALL_CHANNELS = "*";

	private static final Set<EventAction> ALL_ACTIONS = Set.of(EventAction.values());

	public SubscriptionRequest {
		actions = Set.copyOf(actions);
	}

	/**
	 * Create a request for the events of a channel, all of them and not encoded.
	 * @param channel the name of the channel
	 * @return the request
	 */
	public static SubscriptionRequest of(String channel) {
		return new SubscriptionRequest(channel, ALL_ACTIONS, null, null, null, null, null);
	}

	/**
	 * Create a request for the events of all channels, in the order of their publication.
	 * @return the request, for which there is no filter
	 */
	public static SubscriptionRequest ofAllChannels() {
		return of(ALL_CHANNELS);
	}

	/**
	 * Return a request for some actions only.
	 * @param actions the actions
	 * @return the request
	 */
	public SubscriptionRequest withActions(Set<EventAction> actions) {
		return new SubscriptionRequest(this.channel, actions, this.filter, this.encoder, this.access, this.tenant,
				this.after);
	}

	/**
	 * Return a request for some rows only.
	 * @param filter the filter, or {@code null} for all rows
	 * @return the request
	 */
	public SubscriptionRequest withFilter(@Nullable RowFilter filter) {
		return new SubscriptionRequest(this.channel, this.actions, filter, this.encoder, this.access, this.tenant,
				this.after);
	}

	/**
	 * Return a request for encoded events.
	 * @param encoder the encoder
	 * @return the request
	 */
	public SubscriptionRequest withEncoder(EventEncoder encoder) {
		return new SubscriptionRequest(this.channel, this.actions, this.filter, encoder, this.access, this.tenant,
				this.after);
	}

	/**
	 * Return a request of somebody who may not see everything.
	 * @param access tells the rows that may be seen, equal to any other that tells the
	 * same; {@code null} for all rows
	 * @return the request
	 */
	public SubscriptionRequest withAccess(@Nullable RowAccess access) {
		return new SubscriptionRequest(this.channel, this.actions, this.filter, this.encoder, access, this.tenant,
				this.after);
	}

	/**
	 * Return a request for the rows of one tenant, or in a channel of messages for its
	 * own besides those for everybody. In a channel whose rows are everybody's that makes
	 * no difference.
	 * @param tenant the tenant, in the text form of its attribute; {@code null} for all
	 * tenants
	 * @return the request
	 */
	public SubscriptionRequest withTenant(@Nullable String tenant) {
		return new SubscriptionRequest(this.channel, this.actions, this.filter, this.encoder, this.access, tenant,
				this.after);
	}

	/**
	 * Return whether a message may be told.
	 * @param message the message
	 * @return {@code true} unless it is for another tenant, or for any where none is
	 * named
	 */
	boolean sees(HubEnvelope message) {
		return message.tenant() == null || message.tenant().equals(this.tenant);
	}

	/**
	 * Return a request to go on after an event. If nobody knows what happened since, the
	 * subscriber is told to reload first.
	 * @param after the position of the event, or {@code null} to begin now
	 * @return the request
	 */
	public SubscriptionRequest startingAfter(@Nullable EventPosition after) {
		return new SubscriptionRequest(this.channel, this.actions, this.filter, this.encoder, this.access, this.tenant,
				after);
	}

}
