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

package dev.pgrealtime.hub.reactive;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

import dev.pgrealtime.hub.Mailbox;

/**
 * Moves what is in a mailbox to a subscriber. Signals, demand and cancellation may come
 * from any thread; the one that finds no work in progress schedules the loop, which runs
 * until nobody has asked for another round.
 *
 * @param <T> the type of what is taken
 */
final class MailboxDrain<T> implements Subscription, Runnable {

	// Starts at one, so that nothing is emitted before the subscriber has the
	// subscription
	private final AtomicInteger workInProgress = new AtomicInteger(1);

	private final AtomicLong demand = new AtomicLong();

	private final CoreSubscriber<? super T> actual;

	private final Executor executor;

	private volatile boolean cancelled;

	private @Nullable Mailbox<T> mailbox;

	MailboxDrain(CoreSubscriber<? super T> actual, Executor executor) {
		this.actual = actual;
		this.executor = executor;
	}

	void open(Mailbox<T> mailbox) {
		this.mailbox = mailbox;
	}

	void start() {
		schedule();
	}

	void signal() {
		if (this.workInProgress.getAndIncrement() == 0) {
			schedule();
		}
	}

	private void schedule() {
		try {
			this.executor.execute(this);
		}
		catch (RejectedExecutionException ex) {
			cancel();
		}
	}

	@Override
	public void request(long n) {
		if (Operators.validate(n)) {
			this.demand.accumulateAndGet(n, Operators::addCap);
			signal();
		}
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		Mailbox<T> mailbox = this.mailbox;
		if (mailbox != null) {
			mailbox.close();
		}
	}

	@Override
	public void run() {
		Mailbox<T> mailbox = this.mailbox;
		int missed = this.workInProgress.get();
		while (mailbox != null && missed != 0) {
			emit(mailbox);
			missed = this.workInProgress.addAndGet(-missed);
		}
	}

	private void emit(Mailbox<T> mailbox) {
		while (!this.cancelled) {
			T next = (this.demand.get() > 0) ? mailbox.poll() : null;
			if (next == null) {
				completeIfEnded(mailbox);
				return;
			}
			this.actual.onNext(next);
			if (this.demand.get() != Long.MAX_VALUE) {
				this.demand.decrementAndGet();
			}
		}
	}

	private void completeIfEnded(Mailbox<T> mailbox) {
		if (mailbox.isComplete() && !this.cancelled) {
			cancel();
			this.actual.onComplete();
		}
	}

}
