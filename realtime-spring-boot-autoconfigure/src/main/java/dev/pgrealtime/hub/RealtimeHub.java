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

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.hub.filter.FilterAttribute;

/**
 * Hands every event on to the subscribers of its channel. Publishing never waits for a
 * subscriber, and costs next to nothing without one. Safe for use by several threads.
 * <p>
 * While the hub is stopped, publishing does nothing and every subscription ends at once.
 */
public final class RealtimeHub implements SmartLifecycle {

	/**
	 * The phase of the hub and of what streams from it: stopped before the web server
	 * starts its graceful shutdown, which would otherwise wait for the open streams.
	 */
	public static final int PHASE = DEFAULT_PHASE - 512;

	private static final Log logger = LogFactory.getLog(RealtimeHub.class);

	private final Supplier<Set<String>> channels;

	private final ChannelTenants tenants;

	private final BufferLimits bufferLimits;

	private final Histories histories;

	private final EntityChannels entityChannels;

	private final MessageChannels messageChannels;

	private final TransactionChannel transactions;

	private volatile boolean running;

	/**
	 * Create a hub, which is stopped and keeps no history.
	 * @param channels supplies the names of the channels, from any thread
	 * @param bufferSize the number of messages that may wait for one subscriber
	 */
	public RealtimeHub(Supplier<Set<String>> channels, int bufferSize) {
		this(channels, ChannelTenants.NONE, BufferLimits.ofMessages(bufferSize), HistoryLimits.NONE, () -> 0);
	}

	/**
	 * Create a hub, which is stopped.
	 * @param channels supplies the names of the channels, from any thread
	 * @param tenants knows whose the rows of a channel are
	 * @param bufferLimits how much may wait for one subscriber
	 * @param historyLimits how much is kept of each channel that is recorded
	 * @param nanoTime the monotonic clock that tells the age of what is kept
	 */
	public RealtimeHub(Supplier<Set<String>> channels, ChannelTenants tenants, BufferLimits bufferLimits,
			HistoryLimits historyLimits, LongSupplier nanoTime) {
		this.channels = channels;
		this.tenants = tenants;
		this.bufferLimits = bufferLimits;
		this.histories = new Histories(historyLimits, nanoTime);
		this.entityChannels = new EntityChannels(tenants, this.histories);
		this.messageChannels = new MessageChannels(this.histories);
		this.transactions = new TransactionChannel(bufferLimits.messages());
	}

	/**
	 * Return the channels that can be subscribed to.
	 * @return their names
	 */
	public Set<String> channels() {
		Set<String> all = new HashSet<>(this.channels.get());
		all.addAll(this.messageChannels.names());
		return all;
	}

	/**
	 * Open channels for messages of the application, apart from those of entities.
	 * @param channels the names of the channels
	 */
	public void openForMessages(Set<String> channels) {
		this.messageChannels.open(channels);
	}

	/**
	 * Return whether a channel is for messages of the application.
	 * @param channel the name of the channel
	 * @return {@code false} if it is that of an entity, or unknown
	 */
	public boolean carriesMessages(String channel) {
		return this.messageChannels.get(channel) != null;
	}

	/**
	 * Return the attribute that says whose the rows of a channel are. Whoever lets
	 * strangers subscribe to such a channel limits them to a tenant.
	 * @param channel the name of the channel
	 * @return the attribute, or {@code null} if its rows are everybody's
	 */
	public @Nullable FilterAttribute tenantAttribute(String channel) {
		return this.tenants.attributeOf(channel);
	}

	/**
	 * Keep the latest events of some channels from now on, so that subscribers can go on
	 * where they stopped. Each event is encoded for it once, even without a subscriber.
	 * @param channels accepts the names of channels, from any thread
	 * @param encoder the encoder that most subscribers use, whose bytes are the size of
	 * an event
	 */
	public void keepHistory(Predicate<String> channels, EventEncoder encoder) {
		this.histories.keep(channels, encoder);
	}

	/**
	 * Begin a transaction, of which every event until its commit will be published.
	 */
	public void begin() {
		this.transactions.begin();
	}

	/**
	 * Publish an event to the subscribers of its channel. Encodes it on the calling
	 * thread, once for each encoder, because an entity may change once others hold it.
	 * @param event the event
	 */
	public void publish(RealtimeEvent<?> event) {
		if (this.running) {
			try {
				this.entityChannels.publish(event);
				this.transactions.publish(event);
			}
			// Thrown on, it would be taken for a failure of the stream, and those who
			// have not
			// got the event yet would never know
			catch (RuntimeException | Error ex) {
				logger.error("The event at %s has not reached everybody".formatted(event.position()), ex);
				missed("the event at %s could not be handed on".formatted(event.position()), event.position());
			}
		}
	}

	/**
	 * Publish what the transaction has changed to those who want it whole.
	 */
	public void commit() {
		this.transactions.commit();
	}

	/**
	 * Publish a message of the application to the subscribers of its channel, if it is
	 * open.
	 * @param message the message
	 */
	public void publish(HubEnvelope message) {
		if (this.running) {
			this.messageChannels.publish(message);
		}
	}

	/**
	 * Tell those who subscribe to messages of the application that they may have missed
	 * some.
	 * @param reason why, for a person
	 */
	public void missedMessages(String reason) {
		this.messageChannels.missed(reason);
	}

	/**
	 * Tell the subscribers of all entities that they may have missed changes.
	 * @param gap what was missed
	 */
	public void publish(StreamGap gap) {
		missed(gap.reason(), new EventPosition(gap.to(), 0));
	}

	private void missed(String reason, EventPosition position) {
		this.entityChannels.missed(reason);
		this.transactions.missed(reason, position);
	}

	/**
	 * Subscribe to a channel for the events themselves.
	 * @param channel the name of the channel
	 * @param onSignal invoked when there is something to take; it runs on the publishing
	 * thread and must not block
	 * @return the subscription, to be closed by the subscriber
	 * @throws IllegalArgumentException if there is no such channel
	 */
	public HubSubscription subscribe(String channel, Runnable onSignal) {
		return subscribe(SubscriptionRequest.of(channel), onSignal);
	}

	/**
	 * Subscribe to a channel.
	 * @param request what is wanted
	 * @param onSignal invoked when there is something to take; it runs on the publishing
	 * thread and must not block
	 * @return the subscription, to be closed by the subscriber
	 * @throws IllegalArgumentException if there is no such channel, or no such tenant can
	 * be
	 */
	public HubSubscription subscribe(SubscriptionRequest request, Runnable onSignal) {
		String channel = request.channel();
		if (!channel.equals(SubscriptionRequest.ALL_CHANNELS) && !channels().contains(channel)) {
			throw new IllegalArgumentException(
					"There is no channel '%s', there are %s".formatted(channel, new TreeSet<>(channels())));
		}
		MessageChannel messages = this.messageChannels.get(channel);
		return subscribe(request, (messages != null) ? messages : this.entityChannels.get(channel), onSignal);
	}

	/**
	 * Subscribe to the transactions, whatever entities they change, from the next one on
	 * that begins. One that changes more than the buffer has room for comes in parts of
	 * that size, and a buffer holds as many parts.
	 * @param onSignal invoked when there is something to take; it runs on the publishing
	 * thread and must not block
	 * @return the subscription, to be closed by the subscriber
	 */
	public HubSubscription subscribeToTransactions(Runnable onSignal) {
		return subscribe(SubscriptionRequest.ofAllChannels(), this.transactions, onSignal);
	}

	private HubSubscription subscribe(SubscriptionRequest request, Subscribable subscribable, Runnable onSignal) {
		HubSubscription subscription = new HubSubscription(request, subscribable.tenant(request.tenant()),
				this.bufferLimits, onSignal, subscribable::remove);
		subscribable.add(subscription);
		if (!this.running) {
			subscription.end();
		}
		return subscription;
	}

	/**
	 * Return how many subscriptions are open.
	 * @return the number over all channels, and of those to transactions
	 */
	public int subscriptionCount() {
		return this.entityChannels.size() + this.messageChannels.size() + this.transactions.size();
	}

	@Override
	public void start() {
		this.running = true;
	}

	/**
	 * End every subscription and forget the past. What waits in a subscription can still
	 * be taken.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.entityChannels.end();
		this.messageChannels.end();
		this.transactions.end();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
