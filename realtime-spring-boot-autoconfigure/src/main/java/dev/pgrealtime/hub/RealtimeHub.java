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
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
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

	private final Map<String, HubChannel> hubChannels = new ConcurrentHashMap<>();

	private final Map<String, MessageChannel> messageChannels = new ConcurrentHashMap<>();

	private final TransactionChannel transactions;

	private final HubFailures failures = new HubFailures();

	private final Supplier<Set<String>> channels;

	private final ChannelTenants tenants;

	private final BufferLimits bufferLimits;

	private final HistoryLimits historyLimits;

	private final LongSupplier nanoTime;

	private volatile @Nullable Recording recording;

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
		this.transactions = new TransactionChannel(bufferLimits.messages());
		this.historyLimits = historyLimits;
		this.nanoTime = nanoTime;
	}

	/**
	 * Return the channels that can be subscribed to.
	 * @return their names
	 */
	public Set<String> channels() {
		Set<String> all = new HashSet<>(this.channels.get());
		all.addAll(this.messageChannels.keySet());
		return all;
	}

	/**
	 * Open channels for messages of the application, apart from those of entities.
	 * @param channels the names of the channels
	 */
	public void openForMessages(Set<String> channels) {
		channels.forEach((channel) -> this.messageChannels.computeIfAbsent(channel,
				(key) -> new MessageChannel(new ChannelHistory(this.historyLimits, this.nanoTime))));
	}

	/**
	 * Return whether a channel is for messages of the application.
	 * @param channel the name of the channel
	 * @return {@code false} if it is that of an entity, or unknown
	 */
	public boolean carriesMessages(String channel) {
		return this.messageChannels.containsKey(channel);
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
		this.recording = (this.historyLimits.events() > 0) ? new Recording(channels, encoder) : null;
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
		if (!this.running) {
			return;
		}
		EncodedEvent encoded = new EncodedEvent(event, this.failures);
		Recording recording = this.recording;
		PastEvent past = (recording != null) ? recording.keep(encoded, this.nanoTime) : null;
		HubChannel channel = (past != null) ? channel(event.channel()) : this.hubChannels.get(event.channel());
		if (channel != null) {
			channel.publish(encoded, past, this::offer);
		}
		HubChannel allChannels = this.hubChannels.get(SubscriptionRequest.ALL_CHANNELS);
		if (allChannels != null) {
			allChannels.publish(encoded, null, this::offer);
		}
		this.transactions.publish(event, this::offer);
	}

	/**
	 * Publish what the transaction has changed to those who want it whole.
	 */
	public void commit() {
		this.transactions.commit(this::offer);
	}

	private HubChannel channel(String name) {
		return this.hubChannels.computeIfAbsent(name,
				(key) -> new HubChannel(tenantAttribute(key), new ChannelHistory(this.historyLimits, this.nanoTime)));
	}

	/**
	 * Publish a message of the application to the subscribers of its channel, if it is
	 * open.
	 * @param message the message
	 */
	public void publish(HubEnvelope message) {
		MessageChannel channel = this.messageChannels.get(message.channel());
		if (this.running && channel != null) {
			Recording recording = this.recording;
			PastMessage past = (recording != null) ? recording.keep(message, this.nanoTime) : null;
			channel.publish(message, past, this::offer);
		}
	}

	/**
	 * Tell those who subscribe to messages of the application that they may have missed
	 * some.
	 * @param reason why, for a person
	 */
	public void missedMessages(String reason) {
		this.messageChannels.values().forEach((channel) -> channel.missed(reason, this::offer));
	}

	/**
	 * Tell the subscribers of all entities that they may have missed changes.
	 * @param gap what was missed
	 */
	public void publish(StreamGap gap) {
		this.hubChannels.values().forEach((channel) -> {
			HubMessage refresh = new HubMessage.Refresh(gap.reason(), channel.forget());
			channel.forEachSubscriber((subscriber) -> offer(subscriber, refresh));
		});
		HubMessage refresh = new HubMessage.Refresh(gap.reason(), new EventPosition(gap.to(), 0));
		this.transactions.forEachSubscriber((subscriber) -> offer(subscriber, refresh));
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
		Tenant tenant = carriesMessages(channel) ? null : channel(channel).tenant(request.tenant());
		HubSubscription subscription = new HubSubscription(request, tenant, this.bufferLimits, onSignal, this::remove);
		guard(subscription, () -> add(subscription));
		if (!this.running) {
			end(subscription);
		}
		return subscription;
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
		HubSubscription subscription = new HubSubscription(SubscriptionRequest.ofAllChannels(), null, this.bufferLimits,
				onSignal, this.transactions::remove);
		this.transactions.add(subscription);
		if (!this.running) {
			end(subscription);
		}
		return subscription;
	}

	private void add(HubSubscription subscription) {
		MessageChannel messages = this.messageChannels.get(subscription.channel());
		if (messages != null) {
			messages.add(subscription);
		}
		else {
			channel(subscription.channel()).add(subscription);
		}
	}

	private void remove(HubSubscription subscription) {
		MessageChannel messages = this.messageChannels.get(subscription.channel());
		if (messages != null) {
			messages.remove(subscription);
		}
		else {
			channel(subscription.channel()).remove(subscription);
		}
	}

	/**
	 * Return how many subscriptions are open.
	 * @return the number over all channels, and of those to transactions
	 */
	public int subscriptionCount() {
		return this.transactions.size() + this.messageChannels.values().stream().mapToInt(MessageChannel::size).sum()
				+ this.hubChannels.values().stream().mapToInt(HubChannel::size).sum();
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
		this.hubChannels.values().forEach((channel) -> {
			channel.forEachSubscriber(this::end);
			channel.forget();
		});
		this.messageChannels.values().forEach((channel) -> channel.stop(this::end));
		this.transactions.forEachSubscriber(this::end);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	private void offer(HubSubscription subscription, HubMessage message) {
		guard(subscription, () -> subscription.offer(message));
	}

	private void end(HubSubscription subscription) {
		guard(subscription, subscription::end);
	}

	private void guard(HubSubscription subscription, Runnable action) {
		try {
			action.run();
		}
		catch (RuntimeException ex) {
			logger.warn(
					"Closing a subscription of channel '%s' whose callback failed".formatted(subscription.channel()),
					ex);
			subscription.close();
		}
	}

}
