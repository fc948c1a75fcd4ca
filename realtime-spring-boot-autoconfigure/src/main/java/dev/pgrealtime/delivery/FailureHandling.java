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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.replication.Backoff;

/**
 * Decides what becomes of what a listener could not handle. Safe for use by several
 * threads.
 */
final class FailureHandling {

	private static final Log logger = LogFactory.getLog(FailureHandling.class);

	private final String listenerId;

	private final Backoff retry;

	private final int maxAttempts;

	private final ExhaustionPolicy onExhausted;

	private final DeliveryClock clock;

	private final @Nullable ParkedEvents parkedEvents;

	FailureHandling(RealtimeListenerMethod listener, DeliverySettings settings, DeliveryCollaborators collaborators) {
		int maxAttempts = listener.settings().maxAttempts();
		this.listenerId = listener.getListenerId();
		this.retry = settings.retry();
		this.maxAttempts = (maxAttempts > 0) ? maxAttempts : settings.maxAttempts();
		this.onExhausted = settings.onExhausted();
		this.clock = collaborators.clock();
		this.parkedEvents = collaborators.parkedEvents();
	}

	/**
	 * Leave a task alone that is parked, and park one that has to wait behind another.
	 * @param task a task that is about to be tried
	 * @return whether it is parked
	 */
	boolean isParked(Task task) {
		Handover handover = task.handover();
		if (this.parkedEvents == null) {
			return false;
		}
		if (this.parkedEvents.isParked(this.listenerId, handover.events().get(0).model(), handover.position())) {
			return true;
		}
		if (!this.parkedEvents.isWaiting(this.listenerId, handover.keys())) {
			return false;
		}
		if (!this.parkedEvents.park(task.failure(this.listenerId, null, this.clock.now()))) {
			throw new IllegalStateException("It has to wait behind a parked event, but cannot be parked");
		}
		return true;
	}

	/**
	 * Decide about a task.
	 * @param task a task that has failed
	 * @param failure what the listener has thrown
	 * @return what is to become of it
	 */
	Verdict failed(Task task, Throwable failure) {
		task.failed(this.clock.now());
		if (task.attempts() < this.maxAttempts) {
			return again(task, failure);
		}
		return switch (this.onExhausted) {
			case PARK -> park(task, failure);
			case SKIP -> skip(task, failure);
			case STOP -> stop(task, failure, "");
		};
	}

	private Verdict again(Task task, Throwable failure) {
		return Verdict.again(failure, this.retry.delay(task.attempts()));
	}

	private Verdict park(Task task, Throwable failure) {
		try {
			if (this.parkedEvents != null
					&& this.parkedEvents.park(task.failure(this.listenerId, failure, this.clock.now()))) {
				report("%s is parked", task, failure);
				return Verdict.DONE;
			}
		}
		catch (RuntimeException ex) {
			logger.warn("[%s] %s could not be parked and is tried again".formatted(this.listenerId,
					task.handover().describe()), ex);
			return again(task, failure);
		}
		return stop(task, failure, ", as it cannot be parked");
	}

	private Verdict skip(Task task, Throwable failure) {
		report("%s is skipped", task, failure);
		return Verdict.DONE;
	}

	private Verdict stop(Task task, Throwable failure, String reason) {
		report("The listener stops at %s" + reason, task, failure);
		return Verdict.stop(failure);
	}

	private void report(String what, Task task, Throwable failure) {
		logger.error("[%s] %s, which has failed %d times".formatted(this.listenerId,
				what.formatted(task.handover().describe()), task.attempts()), failure);
	}

}
