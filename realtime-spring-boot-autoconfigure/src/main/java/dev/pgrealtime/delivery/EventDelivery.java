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

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.replication.Unconfirmed;

/**
 * Delivers events to the methods of {@code @RealtimeListener}. The methods that take the
 * stream belong to the dispatcher thread, all others may be called by any thread.
 */
public interface EventDelivery {

	/**
	 * Begin, unless it has begun. To be called before the stream starts.
	 * @throws InvalidListenerException if there is a listener that cannot work
	 */
	void start();

	/**
	 * A connection was opened: what has not begun is dropped, as it will come again. What
	 * has begun is finished, and still keeps its place in the order of its key.
	 */
	void connected();

	/**
	 * Hand an event over to each listener that takes it, and keep the part of the stream
	 * that it belongs to from being confirmed until all of them are done with it. To be
	 * called once for an event of a connection. Waits while too many events wait for one
	 * of the listeners, but not when stopping. Does not throw what listeners throw.
	 * @param event the event
	 * @param sources makes the source of the event, if it is needed
	 * @param unconfirmed the part of the stream that the event belongs to
	 */
	void deliver(RealtimeEvent<?> event, EventSources sources, Unconfirmed unconfirmed);

	/**
	 * The transaction has ended that the last events belong to.
	 * @param unconfirmed the part of the stream that ends with it
	 */
	void committed(Unconfirmed unconfirmed);

	/**
	 * Hand over once more what was parked, behind what is on its way for the same key,
	 * and wait until the listener has returned. There is one attempt, and nothing is
	 * parked.
	 * @param listenerId the listener
	 * @param handover what was parked
	 * @throws UnknownListenerException if there is no such listener any more
	 * @throws ResubmissionFailedException if the listener has thrown, or the delivery is
	 * not running
	 */
	void resubmit(String listenerId, Handover handover);

	/**
	 * Return who takes an event.
	 * @param event the event
	 * @return the ids of the listeners that it would be handed over to
	 */
	List<String> takers(RealtimeEvent<?> event);

	/**
	 * Return whether positions are recorded, as a listener is {@code exactlyOnce}.
	 * @return whether there is such a listener
	 */
	boolean recordsPositions();

	/**
	 * Return how the listeners are doing.
	 * @return the status of each, in the order of their ids
	 */
	List<ListenerStatus> listeners();

	/**
	 * Come to an end with what is on its way, and with what the stream still brings until
	 * it has stopped: there is no other attempt at an event that has failed, and none at
	 * those that have to wait for it. Returns at once. To be called before the stream
	 * stops.
	 */
	void finish();

	/**
	 * Begin nothing any more, neither an event nor another attempt, and let nobody wait.
	 * Returns at once; calls that are running keep their part of the stream unconfirmed
	 * until they return. To be called when the stream has stopped.
	 */
	void stop();

}
