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

package dev.pgrealtime.pipeline;

import java.time.Duration;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.delivery.EventSources;

/**
 * Is told of every event once its listeners have returned. Called on the dispatcher
 * thread, in order; must neither block nor throw.
 */
public interface EventObserver {

	/**
	 * A transaction begins. One that was not told to its end begins anew.
	 */
	default void began() {
	}

	/**
	 * An event was published, and its synchronous listeners have returned.
	 * @param event the event
	 * @param listenerTime how long the listeners took
	 */
	void published(RealtimeEvent<?> event, Duration listenerTime);

	/**
	 * An event was published, and its synchronous listeners have returned. This is called
	 * and calls the other one, unless somebody needs to know where the event comes from.
	 * @param event the event
	 * @param sources makes the source of the event until this returns
	 * @param listenerTime how long the listeners took
	 */
	default void published(RealtimeEvent<?> event, EventSources sources, Duration listenerTime) {
		published(event, listenerTime);
	}

	/**
	 * The transaction has no further events, and the listeners of its commit have
	 * returned. Not called for one without events.
	 */
	default void committed() {
	}

	/**
	 * Changes may have been missed before the next event.
	 * @param gap from where to where, and why
	 */
	default void gap(StreamGap gap) {
	}

}
