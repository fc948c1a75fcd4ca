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
import java.util.function.Function;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;

import dev.pgrealtime.hub.Mailbox;

/**
 * Drains a mailbox as its subscriber demands, on threads of an executor, never on that of
 * the publisher. Every subscriber gets a mailbox of its own, closed when it cancels.
 *
 * @param <T> the type of what is taken
 */
public final class MailboxFlux<T> extends Flux<T> {

	private final Function<Runnable, ? extends Mailbox<T>> mailboxes;

	private final Executor executor;

	private MailboxFlux(Function<Runnable, ? extends Mailbox<T>> mailboxes, Executor executor) {
		this.mailboxes = mailboxes;
		this.executor = executor;
	}

	/**
	 * Create a stream of what arrives in a mailbox, drained by the parallel scheduler. It
	 * completes when the mailbox is complete.
	 * @param <T> the type of what is taken
	 * @param mailboxes opens the mailbox of a subscriber, given the callback that the
	 * mailbox signals
	 * @return the stream
	 */
	public static <T> Flux<T> of(Function<Runnable, ? extends Mailbox<T>> mailboxes) {
		return of(mailboxes, Schedulers.parallel()::schedule);
	}

	/**
	 * Create a stream of what arrives in a mailbox. It completes when the mailbox is
	 * complete.
	 * @param <T> the type of what is taken
	 * @param mailboxes opens the mailbox of a subscriber, given the callback that the
	 * mailbox signals
	 * @param executor drains the mailboxes, not on the thread that asks it to
	 * @return the stream
	 */
	public static <T> Flux<T> of(Function<Runnable, ? extends Mailbox<T>> mailboxes, Executor executor) {
		return onAssembly(new MailboxFlux<>(mailboxes, executor));
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		MailboxDrain<T> drain = new MailboxDrain<>(actual, this.executor);
		try {
			drain.open(this.mailboxes.apply(drain::signal));
		}
		catch (RuntimeException ex) {
			Operators.error(actual, Operators.onOperatorError(ex, actual.currentContext()));
			return;
		}
		actual.onSubscribe(drain);
		drain.start();
	}

}
