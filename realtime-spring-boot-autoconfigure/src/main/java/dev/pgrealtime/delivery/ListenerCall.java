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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Calls a listener, in the transaction that records the position if it is to be called
 * exactly once.
 */
final class ListenerCall {

	private final RealtimeListenerMethod listener;

	private final @Nullable OnceOnly onceOnly;

	private final DeliveryClock clock;

	private final DeliveryObserver observer;

	ListenerCall(RealtimeListenerMethod listener, DeliveryCollaborators collaborators) {
		this.listener = listener;
		this.onceOnly = listener.settings().exactlyOnce() ? collaborators.onceOnly() : null;
		this.clock = collaborators.clock();
		this.observer = collaborators.observer();
	}

	/**
	 * Call the listener.
	 * @param handover what it takes
	 * @throws Throwable what it throws
	 */
	void run(Handover handover) throws Throwable {
		long start = this.clock.nanoTime();
		boolean succeeded = false;
		try {
			if (this.onceOnly != null) {
				runOnce(this.onceOnly, handover);
			}
			else {
				this.listener.call(handover);
			}
			succeeded = true;
		}
		finally {
			// An interruption is meant for the call that has ended
			Thread.interrupted();
			this.observer.called(this.listener.getListenerId(), Duration.ofNanos(this.clock.nanoTime() - start),
					succeeded);
		}
	}

	private void runOnce(OnceOnly onceOnly, Handover handover) throws Throwable {
		try {
			onceOnly.run(this.listener.getListenerId(), handover.position(), () -> {
				try {
					this.listener.call(handover);
				}
				catch (RuntimeException | Error ex) {
					throw ex;
				}
				catch (Throwable ex) {
					throw new CheckedFailure(ex);
				}
			});
		}
		catch (CheckedFailure ex) {
			throw ex.failure;
		}
	}

	/**
	 * Carries what is checked past those who would not let it pass.
	 */
	private static final class CheckedFailure extends RuntimeException {

		private final Throwable failure;

		private CheckedFailure(Throwable failure) {
			super(failure);
			this.failure = failure;
		}

	}

}
