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
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the slot while somebody else streams from it. It looks often, over one
 * connection, as a look costs next to nothing and an attempt to stream does not. From
 * time to time it takes another connection, because a server that is asked to stop waits
 * for those that are open, and refuses new ones. Belongs to the reader thread.
 */
final class Standby {

	private static final Duration INTERVAL = Duration.ofMillis(250);

	private static final int LOOKS = 40;

	private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

	private final PgConnections connections;

	private final String query;

	private final CountDownLatch stopRequested;

	/**
	 * Create a standby.
	 * @param connections opens the connection
	 * @param slot the name of the slot
	 * @param stopRequested ends the wait
	 */
	Standby(PgConnections connections, String slot, CountDownLatch stopRequested) {
		this.connections = connections;
		this.query = "SELECT active_pid FROM pg_replication_slots WHERE slot_name = %s"
			.formatted(SqlNames.literal(slot));
		this.stopRequested = stopRequested;
	}

	/**
	 * Wait until nobody streams from the slot, or there is none.
	 * @return whether to try at once; not if the server does not answer, or we are to
	 * stop
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean awaitSlot() throws InterruptedException {
		try {
			boolean inUse = true;
			while (inUse && this.stopRequested.getCount() > 0) {
				inUse = isInUse();
			}
			return !inUse;
		}
		catch (SQLException ex) {
			return false;
		}
	}

	private boolean isInUse() throws SQLException, InterruptedException {
		try (ServerConnection connection = this.connections.openControl(ANSWER_TIMEOUT)) {
			boolean inUse = true;
			for (int i = 0; i < LOOKS && inUse
					&& !this.stopRequested.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS); i++) {
				inUse = connection.text(this.query) != null;
			}
			return inUse;
		}
	}

}
