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

package dev.pgrealtime.replication;

/**
 * What may go wrong.
 */
enum SimulatedFault {

	/** The connection breaks; what is on its way may still arrive. */
	BREAK,

	/** The server crashes, and with it what the slot had not written down. */
	SERVER_CRASH,

	/** The connection stays, and nothing gets through. */
	SILENCE,

	/** The server sends a message that lacks its end. */
	TRUNCATED_MESSAGE,

	/** Somebody drops the slot. */
	SLOT_DROPPED,

	/** Somebody advances the slot, or makes it anew. */
	SLOT_ADVANCED,

	/** The server has removed WAL that the slot needs. */
	SLOT_INVALIDATED,

	/** Somebody takes the tables out of the publication. */
	UNPUBLISHED,

	/** Nothing can be parked for a while. */
	DATABASE_AWAY,

	/** Nobody gets on for a while. */
	TIME_PASSES,

	/** The stream is stopped and started. */
	RESTART,

	/** The application is stopped in an orderly way, and another process started. */
	NEW_PROCESS,

	/** The process dies, and another one is started. */
	CRASH;

	/**
	 * Return whether it ends the stream for good.
	 * @return whether it happens to nobody who is stopping already
	 */
	boolean stops() {
		return this == RESTART || this == NEW_PROCESS;
	}

}
