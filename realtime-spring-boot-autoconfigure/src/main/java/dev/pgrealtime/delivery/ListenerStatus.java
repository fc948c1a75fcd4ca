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

import org.jspecify.annotations.Nullable;

/**
 * How a listener is doing, at one moment.
 *
 * @param listenerId the listener
 * @param state whether events get through
 * @param inFlight how many events wait for it or are being handled
 * @param problem what is wrong, or {@code null} if nothing is
 */
public record ListenerStatus(String listenerId, State state, int inFlight, @Nullable String problem) {

	/**
	 * Whether events get through.
	 */
	public enum State {

		/**
		 * Events are handled as they come.
		 */
		RUNNING,

		/**
		 * At least one event has failed and is tried again.
		 */
		RETRYING,

		/**
		 * The listener takes nothing any more, until the next connection.
		 */
		STOPPED

	}

}
