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

import java.sql.SQLException;

import dev.pgrealtime.Lsn;

/**
 * The rows that are there when the slot is made, to be delivered before what is streamed
 * from it. Called on the reader's thread.
 */
public interface InitialRows {

	/**
	 * Take note that rows are to be delivered. If {@link #delivered()} is not called
	 * afterwards, that is to be done in another way.
	 * @throws SQLException if a connection is broken
	 */
	void begin() throws SQLException;

	/**
	 * Read the rows.
	 * @param snapshot the name of the snapshot to read them from
	 * @param end the position from which the slot streams
	 * @param sink takes a transaction that ends there, as messages of the output plugin
	 * @throws SQLException if a connection is broken
	 * @throws InterruptedException if the thread is interrupted
	 */
	void read(String snapshot, Lsn end, Sink sink) throws SQLException, InterruptedException;

	/**
	 * The rows have been delivered.
	 * @throws SQLException if a connection is broken
	 */
	void delivered() throws SQLException;

	/**
	 * Takes messages.
	 */
	@FunctionalInterface
	interface Sink {

		/**
		 * Take a message, waiting for room.
		 * @param message the message
		 * @throws InterruptedException if the thread is interrupted
		 */
		void accept(byte[] message) throws InterruptedException;

	}

}
