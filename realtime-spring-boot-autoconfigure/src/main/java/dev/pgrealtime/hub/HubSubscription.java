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

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.RealtimeEvent;

/**
 * What somebody has subscribed to, and the bounded buffer of what waits for it. Safe for
 * use by several threads.
 */
public final class HubSubscription implements Mailbox<HubMessage> {

	private static final Log logger = LogFactory.getLog(RealtimeHub.class);

	private final SubscriptionRequest request;

	private final @Nullable Tenant tenant;

	private final SubscriberBuffer buffer;

	private final Runnable onSignal;

	private final Consumer<HubSubscription> onClose;

	private volatile long startAfter = Long.MAX_VALUE;

	private @Nullable EventPosition position;

	HubSubscription(SubscriptionRequest request, @Nullable Tenant tenant, BufferLimits limits, Runnable onSignal,
			Consumer<HubSubscription> onClose) {
		this.request = request;
		this.tenant = tenant;
		this.buffer = new SubscriberBuffer(limits, this::signal);
		this.onSignal = onSignal;
		this.onClose = onClose;
	}

	/**
	 * Return the channel that was subscribed to.
	 * @return the name of the channel
	 */
	public String channel() {
		return this.request.channel();
	}

	/**
	 * Return where the subscription began: whoever continues after this position, or
	 * takes what is there from then on, misses nothing.
	 * @return the position of the last event before the subscription, or one of our own
	 * if there was none
	 */
	public EventPosition position() {
		return Objects.requireNonNull(this.position, "The subscription has not begun");
	}

	SubscriptionRequest request() {
		return this.request;
	}

	@Nullable Tenant tenant() {
		return this.tenant;
	}

	/**
	 * Say which events are to be offered. Until then none is wanted.
	 * @param number the number of the last event that is not
	 */
	void startAfter(long number) {
		this.startAfter = number;
	}

	boolean wants(long number, RealtimeEvent<?> event) {
		return wants(number) && this.request.actions().contains(event.action());
	}

	boolean wants(long number) {
		return number > this.startAfter;
	}

	/**
	 * Begin with what was missed, before anything that has been offered meanwhile.
	 * @param continuation where to begin
	 */
	void begin(ChannelHistory.Continuation continuation) {
		this.position = continuation.newest();
		List<Past> missed = missed(continuation);
		if (missed != null) {
			this.buffer.begin(missed);
		}
		else {
			this.buffer.begin(new HubMessage.Refresh(whyRefresh(), continuation.newest()));
		}
	}

	private @Nullable List<Past> missed(ChannelHistory.Continuation continuation) {
		List<Past> missed = continuation.missed();
		// Who may see what is past is not asked later
		boolean judged = this.request.access() instanceof DeferredAccess && missed != null && !missed.isEmpty();
		return judged ? null : missed;
	}

	private String whyRefresh() {
		return (this.request.access() instanceof DeferredAccess)
				? "nobody knows any more who may see what happened after " + this.request.after()
				: "the history does not reach back to " + this.request.after()
						+ "; raise realtime.sse.history if that is too soon";
	}

	void offer(HubMessage message) {
		this.buffer.add(message);
	}

	/**
	 * Offer an event that may turn out to be invisible.
	 * @param event the event
	 * @param whole the message if all of it may be seen
	 * @param access tells what may be seen of it
	 * @param message makes the message of that, or {@code null} if nothing is left
	 */
	void offer(RealtimeEvent<?> event, HubMessage whole, DeferredAccess access,
			Function<Sight, @Nullable HubMessage> message) {
		WaitingMessages.Place place = this.buffer.reserve(whole);
		if (place != null) {
			access.judge(event, (sight) -> {
				HubMessage decided = untold(event);
				try {
					decided = (sight != null) ? message.apply(sight) : decided;
				}
				finally {
					this.buffer.decide(place, decided);
				}
			});
		}
	}

	private static HubMessage untold(RealtimeEvent<?> event) {
		return new HubMessage.Refresh("who may see the event at %s cannot be told".formatted(event.position()),
				event.position());
	}

	/**
	 * Wake the subscriber. One that fails is closed, for it would fail again.
	 */
	private void signal() {
		try {
			this.onSignal.run();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Closing a subscription of channel '%s' whose callback failed".formatted(channel()), ex);
			close();
		}
	}

	void end() {
		this.buffer.end();
		this.onClose.accept(this);
		signal();
	}

	@Override
	public @Nullable HubMessage poll() {
		for (Past past = this.buffer.pollMissed(); past != null; past = this.buffer.pollMissed()) {
			HubMessage message = past.messageFor(this);
			if (message != null) {
				return message;
			}
		}
		return this.buffer.poll();
	}

	@Override
	public boolean isComplete() {
		return this.buffer.isComplete();
	}

	@Override
	public void close() {
		this.buffer.close();
		this.onClose.accept(this);
	}

}
