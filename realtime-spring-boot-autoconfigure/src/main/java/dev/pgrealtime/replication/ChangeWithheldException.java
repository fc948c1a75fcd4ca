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
 * Thrown by a {@link WalHandler} that cannot handle a change and will not be able to
 * however often it is told, while it can go on with the changes after it. From then on
 * nothing is confirmed: the server sends the change again on the next connection.
 */
public class ChangeWithheldException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * Create an exception.
	 * @param message what is held back, and why
	 * @param action what to do about it
	 * @param cause why the change cannot be handled
	 */
	public ChangeWithheldException(String message, String action, Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	/**
	 * Return what to do about it.
	 * @return the action, as sentences
	 */
	public String action() {
		return this.action;
	}

}
