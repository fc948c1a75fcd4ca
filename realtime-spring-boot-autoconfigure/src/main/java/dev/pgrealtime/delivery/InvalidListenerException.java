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

/**
 * A method of {@code @RealtimeListener} cannot work as it is declared. The message names
 * the method, and what is wrong with it.
 */
public class InvalidListenerException extends RuntimeException {

	private final String action;

	/**
	 * Create an exception.
	 * @param message which method is wrong, and why
	 * @param action what the developer should do
	 */
	public InvalidListenerException(String message, String action) {
		super(message);
		this.action = action;
	}

	/**
	 * Return what the developer should do.
	 * @return one or more sentences
	 */
	public String action() {
		return this.action;
	}

}
