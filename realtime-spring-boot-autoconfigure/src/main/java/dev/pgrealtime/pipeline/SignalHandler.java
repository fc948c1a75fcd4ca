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

import java.util.List;

import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.replication.Unconfirmed;

/**
 * Takes the signals of one kind, when the stream has come as far as they were written.
 * Called on the dispatcher thread.
 */
public interface SignalHandler {

	/**
	 * Return what the content of such a signal begins with, up to the first colon.
	 * @return the kind
	 */
	String kind();

	/**
	 * Handle a signal, written by this application or another one.
	 * @param argument the rest of the content
	 * @param transaction the transaction that it was written by
	 * @param unconfirmed the part of the stream that the signal belongs to
	 * @return the events that are to be published at this place of the stream
	 */
	List<SourcedEvent> handle(String argument, Begin transaction, Unconfirmed unconfirmed);

	/**
	 * Take note of a message of the stream before it is handled, more than once if that
	 * fails.
	 * @param message the message, of any kind
	 */
	default void follow(PgOutputMessage message) {
	}

	/**
	 * A connection was opened: signals that have not arrived or are not confirmed may
	 * come again, or never.
	 */
	default void connected() {
	}

	/**
	 * Changes may have been missed, and with them signals that were written before.
	 */
	default void gap() {
	}

}
