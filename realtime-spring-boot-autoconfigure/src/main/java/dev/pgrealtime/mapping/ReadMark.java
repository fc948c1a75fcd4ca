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

import java.nio.charset.StandardCharsets;

import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.LogicalMessage;

/**
 * The message that tells that the rows after it, up to the end of the transaction, were
 * read rather than inserted. No server sends it: we put it in front of rows that we have
 * read ourselves.
 */
public final class ReadMark {

	/** The prefix of the message. */
	public static final String PREFIX = "realtime";

	/** The content of the message. */
	public static final String CONTENT = "backfill:read";

	private ReadMark() {
	}

	/**
	 * Return whether a message is the mark. It has the position of the commit record,
	 * which no message that somebody wrote can have.
	 * @param message the message
	 * @param transaction the transaction that it belongs to
	 * @return whether it was put there by us
	 */
	public static boolean is(LogicalMessage message, Begin transaction) {
		return message.lsn().equals(transaction.commitLsn()) && message.prefix().equals(PREFIX)
				&& StandardCharsets.UTF_8.decode(message.content().duplicate()).toString().equals(CONTENT);
	}

}
