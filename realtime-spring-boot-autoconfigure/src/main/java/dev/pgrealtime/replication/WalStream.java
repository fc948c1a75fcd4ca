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

import java.io.EOFException;
import java.sql.SQLException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * Messages in, status updates out: all that a {@link StreamSession} has to do with the
 * server. Belongs to one thread.
 */
interface WalStream {

	/**
	 * Read a message, waiting a moment for one.
	 * @param wait how long to wait
	 * @return the message, or {@code null} if there was none in time
	 * @throws SQLException if the server ends the stream with an error
	 * @throws EOFException if the server ends it without a word
	 */
	@Nullable WalMessage read(Duration wait) throws SQLException, EOFException;

	/**
	 * Tell the server what has been received and what it need not send again.
	 * @param received the end of the WAL that has been received
	 * @param confirmed the position before which everything is done
	 * @param requestReply whether the server shall answer with a keepalive
	 * @throws SQLException if the connection is broken
	 */
	void sendStatus(Lsn received, Lsn confirmed, boolean requestReply) throws SQLException;

}
