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

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;

/**
 * Takes the messages of the stream, one at a time, in order, on the dispatcher thread.
 */
public interface WalHandler {

	/**
	 * A connection was opened: nothing that was told on the one before holds any longer,
	 * and a transaction that was not ended will be told from its beginning.
	 */
	void connected();

	/**
	 * The server has begun to send on the connection, to us and nobody else.
	 * @param from the position from which it sends
	 * @throws Exception if that shall be told again
	 */
	default void streaming(Lsn from) throws Exception {
	}

	/**
	 * The stream that was told of has ended, or is about to, and nothing more of it is
	 * told. Must not throw.
	 */
	default void streamEnded() {
	}

	/**
	 * Handle a message. Returning means that it is done with for good, but for what holds
	 * the part of the stream that it belongs to; throwing, that it shall be told again.
	 * @param record the message
	 * @throws ChangeWithheldException if telling it again is of no use on this
	 * connection: the next message follows, but nothing is confirmed any more
	 * @throws Exception if the message could not be handled
	 */
	void handle(WalRecord record) throws Exception;

	/**
	 * Changes may have been missed before the messages that follow.
	 * @param gap from where to where, and why
	 */
	void gap(StreamGap gap);

}
