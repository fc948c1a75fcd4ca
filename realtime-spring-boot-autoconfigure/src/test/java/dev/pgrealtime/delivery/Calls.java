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

package dev.pgrealtime.delivery;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;

/**
 * The calls of a listener, each of which goes on until the test ends it.
 */
final class Calls {

	private final List<Call> running = new CopyOnWriteArrayList<>();

	private final List<Object> begun = new CopyOnWriteArrayList<>();

	void call(Object argument) {
		Call call = new Call(argument, new CompletableFuture<>());
		this.begun.add(argument);
		this.running.add(call);
		try {
			call.outcome().join();
		}
		catch (CompletionException ex) {
			throw (RuntimeException) ex.getCause();
		}
	}

	List<Call> running() {
		return this.running;
	}

	/**
	 * Return the arguments of all calls so far.
	 * @return the arguments, in the order in which the calls have begun
	 */
	List<Object> begun() {
		return this.begun;
	}

	/**
	 * Wait for a call.
	 * @param argument what the listener is given
	 * @return the call
	 */
	Call await(Object argument) {
		return Awaitility.await()
			.until(() -> this.running.stream().filter((call) -> call.argument() == argument).findFirst(),
					Optional::isPresent)
			.orElseThrow();
	}

	void succeed(Call call) {
		this.running.remove(call);
		call.outcome().complete(null);
	}

	void fail(Call call) {
		this.running.remove(call);
		call.outcome().completeExceptionally(new IllegalStateException("failing"));
	}

	/**
	 * A call that goes on.
	 *
	 * @param argument what the listener was given
	 * @param outcome how it ends
	 */
	record Call(Object argument, CompletableFuture<Void> outcome) {

	}

}
