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

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.RealtimeEvent;

/**
 * The bounded buffer of one subscriber, and before it what the subscriber missed while it
 * was away. When the buffer overflows all that gives way to a single
 * {@link HubMessage.Refresh}, so that a slow subscriber costs neither memory nor the time
 * of others. Safe for use by several threads.
 */
public final class HubSubscription implements Mailbox<HubMessage> {

	private static final Log logger = LogFactory.getLog(RealtimeHub.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final WaitingMessages messages = new WaitingMessages();

	private final SubscriptionRequest request;

	private final @Nullable Tenant tenant;

	private final BufferLimits limits;

	private final Runnable onSignal;

	private final Consumer<HubSubscription> onClose;

	private volatile long startAfter = Long.MAX_VALUE;

	private Iterator<Past> missed = Collections.emptyIterator();

	private @Nullable EventPosition position;

	private boolean ended;

	HubSubscription(SubscriptionRequest request, @Nullable Tenant tenant, BufferLimits limits, Runnable onSignal,
			Consumer<HubSubscription> onClose) {
		this.request = request;
		this.tenant = tenant;
		this.limits = limits;
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
		this.lock.lock();
		try {
			if (missed != null) {
				this.missed = missed.iterator();
			}
			else {
				this.messages.addFirst(new HubMessage.Refresh(whyRefresh(), continuation.newest()));
			}
		}
		finally {
			this.lock.unlock();
		}
		if (missed == null || !missed.isEmpty()) {
			signal();
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
		if (add(message)) {
			signal();
		}
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
		WaitingMessages.Place place = reserve(whole);
		if (place != null) {
			access
				.judge(event,
						(sight) -> decide(place,
								(sight != null) ? message.apply(sight) : new HubMessage.Refresh(
										"who may see the event at %s cannot be told".formatted(event.position()),
										event.position())));
		}
	}

	private WaitingMessages.@Nullable Place reserve(HubMessage whole) {
		HubMessage refresh;
		this.lock.lock();
		try {
			if (!this.ended && this.messages.hasRoomFor(this.limits, whole.size())) {
				return this.messages.reserve(whole.size());
			}
			refresh = overflow(whole.position());
		}
		finally {
			this.lock.unlock();
		}
		offer(refresh);
		return null;
	}

	private void decide(WaitingMessages.Place place, @Nullable HubMessage message) {
		boolean wake;
		this.lock.lock();
		try {
			boolean wasReady = this.messages.isReady();
			this.messages.decide(place, message);
			wake = !wasReady && this.messages.isReady();
		}
		finally {
			this.lock.unlock();
		}
		if (wake) {
			signal();
		}
	}

	/**
	 * Add a message.
	 * @param message the message
	 * @return whether the subscriber, who had emptied the mailbox, is to be woken
	 */
	private boolean add(HubMessage message) {
		this.lock.lock();
		try {
			if (this.ended) {
				return false;
			}
			boolean wasReady = this.messages.isReady();
			if (!this.messages.hasRoomFor(this.limits, message.size())) {
				supersede(overflow(message.position()));
			}
			else if (message instanceof HubMessage.Refresh) {
				supersede(message);
			}
			else {
				this.messages.add(message);
			}
			return !wasReady && this.messages.isReady();
		}
		finally {
			this.lock.unlock();
		}
	}

	private HubMessage overflow(EventPosition position) {
		boolean tooMany = this.messages.size() >= this.limits.messages();
		String limit = tooMany ? this.limits.messages() + " messages" : this.limits.bytes() + " bytes";
		return new HubMessage.Refresh(
				"the subscriber fell behind by more than its buffer of %s; take them faster or raise realtime.sse.%s"
					.formatted(limit, tooMany ? "buffer-size" : "buffer-bytes"),
				position);
	}

	private void supersede(HubMessage refresh) {
		this.missed = Collections.emptyIterator();
		this.messages.clear();
		this.messages.add(refresh);
	}

	/**
	 * Wake the subscriber. One that fails is closed, for it would fail again.
	 */
	private void signal() {
		try {
			this.onSignal.run();
		}
		catch (RuntimeException ex) {
			logger.warn("Closing a subscription of channel '%s' whose callback failed".formatted(channel()), ex);
			close();
		}
	}

	void end() {
		this.lock.lock();
		try {
			this.ended = true;
			this.messages.clearUndecided();
		}
		finally {
			this.lock.unlock();
		}
		this.onClose.accept(this);
		signal();
	}

	@Override
	public @Nullable HubMessage poll() {
		Past past = pollMissed();
		while (past != null) {
			HubMessage message = past.messageFor(this);
			if (message != null) {
				return message;
			}
			past = pollMissed();
		}
		this.lock.lock();
		try {
			return this.messages.poll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Past pollMissed() {
		this.lock.lock();
		try {
			return this.missed.hasNext() ? this.missed.next() : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean isComplete() {
		this.lock.lock();
		try {
			return this.ended && this.messages.isEmpty() && !this.missed.hasNext();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			this.ended = true;
			this.missed = Collections.emptyIterator();
			this.messages.clear();
		}
		finally {
			this.lock.unlock();
		}
		this.onClose.accept(this);
	}

}
