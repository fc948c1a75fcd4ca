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

package dev.pgrealtime.pgoutput;

/**
 * A message is not what the protocol says it is. Nothing can be concluded from it, nor
 * from what follows on the same connection.
 */
public class PgOutputProtocolException extends RuntimeException {

	private final String messageName;

	private final int offset;

	/**
	 * Create an exception.
	 * @param messageName the name of the message, such as {@code Insert}
	 * @param offset where the field starts that makes no sense, in bytes from the start
	 * of the message
	 * @param reason what is wrong
	 */
	public PgOutputProtocolException(String messageName, int offset, String reason) {
		super("Malformed pgoutput %s at offset %d: %s".formatted(messageName, offset, reason));
		this.messageName = messageName;
		this.offset = offset;
	}

	/**
	 * Return the name of the message.
	 * @return such as {@code Insert}
	 */
	public String messageName() {
		return this.messageName;
	}

	/**
	 * Return where the field starts that makes no sense.
	 * @return the number of bytes of the message before it
	 */
	public int offset() {
		return this.offset;
	}

}
