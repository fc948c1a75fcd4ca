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

import dev.pgrealtime.RealtimeEvent;

/**
 * A listener has thrown, and its event is to be published again. The message names the
 * event, and what was thrown.
 */
public class ListenerFailedException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param event the event
	 * @param cause what the listener threw
	 */
	public ListenerFailedException(RealtimeEvent<?> event, Throwable cause) {
		super("A listener of %s of %s at %s has thrown %s".formatted(event.action(), event.model(), event.position(),
				cause), cause);
	}

}
