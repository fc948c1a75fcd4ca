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

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The bounded buffer of one subscriber. When it overflows its content gives way to a
 * single {@link HubMessage.Refresh}, so that a slow subscriber costs neither memory nor
 * the time of others. Safe for use by several threads.
 */
public final class HubSubscription implements Mailbox<HubMessage> {

	private final ReentrantLock lock = new ReentrantLock();

	private final Queue<HubMessage> messages = new ArrayDeque<>();

	private final SubscriptionRequest request;

	private final int capacity;

	private final Runnable onSignal;

	private final Consumer<HubSubscription> onClose;

	private boolean ended;

	HubSubscription(SubscriptionRequest request, int capacity, Runnable onSignal, Consumer<HubSubscription> onClose) {
		this.request = request;
		this.capacity = capacity;
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

	SubscriptionRequest request() {
		return this.request;
	}

	void offer(HubMessage message) {
		if (add(message)) {
			this.onSignal.run();
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
			boolean wasEmpty = this.messages.isEmpty();
			if (this.messages.size() == this.capacity) {
				this.messages.clear();
				this.messages.add(new HubMessage.Refresh("the subscriber fell behind by more than its buffer of "
						+ this.capacity + " messages; take them faster or raise realtime.sse.buffer-size"));
			}
			else if (message instanceof HubMessage.Refresh) {
				this.messages.clear();
				this.messages.add(message);
			}
			else {
				this.messages.add(message);
			}
			return wasEmpty;
		}
		finally {
			this.lock.unlock();
		}
	}

	void end() {
		this.lock.lock();
		try {
			this.ended = true;
		}
		finally {
			this.lock.unlock();
		}
		this.onSignal.run();
	}

	@Override
	public @Nullable HubMessage poll() {
		this.lock.lock();
		try {
			return this.messages.poll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean isComplete() {
		this.lock.lock();
		try {
			return this.ended && this.messages.isEmpty();
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
			this.messages.clear();
		}
		finally {
			this.lock.unlock();
		}
		this.onClose.accept(this);
	}

}
