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

import java.util.Set;

import dev.pgrealtime.EventPosition;

/**
 * Where events are kept that a listener could not handle, until somebody has them handed
 * over again or throws them away. Safe for use by several threads.
 */
public interface ParkedEvents {

	/**
	 * The id of all plain {@code @EventListener} methods, which are one listener here.
	 */
	String EVENT_LISTENERS = "@EventListener";

	/** The id under which changes are kept that could not be decoded. */
	String UNDECODED = "(undecoded)";

	/**
	 * A connection was opened: what is kept may come again.
	 * @throws RuntimeException if it cannot be told what is kept
	 */
	void connected();

	/**
	 * Return whether something that has come again is kept already, and so is done with.
	 * @param listenerId the listener
	 * @param model the name of the entity
	 * @param position the position of the event, or of the first of several
	 * @return whether the listener need not see it
	 */
	boolean isParked(String listenerId, String model, EventPosition position);

	/**
	 * Keep what a listener could not handle, durably. What is kept already is kept once.
	 * @param failed what it was
	 * @return whether it is kept; {@code false} if there is no place for it and will not
	 * be without somebody's help
	 * @throws RuntimeException if it could not be kept this time; it may be tried again
	 */
	boolean park(FailedDelivery failed);

	/**
	 * Return whether events of one of these keys have to wait behind one that is parked.
	 * To be asked before each event, so it has to be quick.
	 * @param listenerId the listener
	 * @param keys the rows that the event is about
	 * @return whether to park it too; always {@code false} if later events go on
	 */
	boolean isWaiting(String listenerId, Set<EventKey> keys);

}
