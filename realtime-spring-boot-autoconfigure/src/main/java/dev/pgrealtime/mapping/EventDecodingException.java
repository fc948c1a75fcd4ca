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

package dev.pgrealtime.mapping;

import dev.pgrealtime.EventPosition;

/**
 * A row cannot become an entity. The message names table, key, column, position and raw
 * value.
 */
public class EventDecodingException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient EventPosition position;

	/**
	 * Create an exception.
	 * @param message what cannot be decoded, where it stands, and what to do
	 * @param position where it stands; of several changes that make up one event, that of
	 * the first
	 * @param cause what the converter said
	 */
	public EventDecodingException(String message, EventPosition position, Throwable cause) {
		super(message, cause);
		this.position = position;
	}

	/**
	 * Return where the change stands that cannot be decoded, which may be before the one
	 * that was to be decoded.
	 * @return the position
	 */
	public EventPosition position() {
		return this.position;
	}

}
