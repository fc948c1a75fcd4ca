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

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;

/**
 * Finds out what was missed between two connections, and has it announced. Belongs to the
 * reader thread.
 */
final class GapDetector {

	private static final Log logger = LogFactory.getLog(GapDetector.class);

	private final ReplicationSettings settings;

	private final ReplicationConnection connection;

	private final StreamMemory memory;

	/**
	 * Create a detector.
	 * @param settings how the stream is set up
	 * @param connection the connection that prepares the next stream
	 * @param memory what is remembered, and takes the gaps
	 */
	GapDetector(ReplicationSettings settings, ReplicationConnection connection, StreamMemory memory) {
		this.settings = settings;
		this.connection = connection;
		this.memory = memory;
	}

	/**
	 * The slot cannot send what follows on what was delivered.
	 * @param reason why
	 * @param slot the slot that was found, or {@code null} if there was none
	 * @param to the position from which it, or a new one, will send
	 */
	void slotLost(String reason, @Nullable ReplicationSlot slot, Lsn to) {
		Lsn confirmed = (slot != null) ? slot.confirmed() : Lsn.INVALID;
		Lsn from = (this.memory.delivered() != null) ? this.memory.delivered() : confirmed;
		announce(
				"Replication slot '%s' was lost: %s".formatted(this.settings.slot().name(),
						this.settings.slot().temporary() ? "it is temporary, and the connection was lost" : reason),
				from, to);
	}

	/**
	 * Compare the history of the server with the one that was streamed.
	 * @param server the server
	 * @param walEnd the end of its WAL
	 * @param to the position from which the slot will send
	 * @throws SQLException if the connection is broken
	 */
	void compareHistory(ServerIdentity server, Lsn walEnd, Lsn to) throws SQLException {
		ServerIdentity before = this.memory.server();
		Lsn delivered = this.memory.delivered();
		if (before == null || delivered == null || !before.systemId().equals(server.systemId())) {
			return;
		}
		boolean same = before.timeline().equals(server.timeline());
		Lsn end = same ? walEnd : server.endOf(this.connection, before.timeline());
		if (delivered.isAfter(end)) {
			announce("The server has gone back to %s, and changes up to %s were delivered".formatted(end, delivered),
					end, to);
		}
	}

	/**
	 * Compare the publication with what it was.
	 * @param slot the slot
	 * @param before the publication before it was set right
	 * @param after the publication afterwards
	 * @return the position from which the slot will send
	 * @throws SQLException if the connection is broken
	 */
	Lsn comparePublication(ReplicationSlot slot, PublicationState before, PublicationState after) throws SQLException {
		if (this.memory.isStuck()) {
			Lsn end = this.memory.gaps().widen(slot.confirmed());
			Lsn from = Lsn.parse(String.valueOf(this.connection
				.text(ReplicationSlot.advancement(this.settings.slot().name(), (end != null) ? end : after.asOf()))));
			if (end == null) {
				publicationChanged("it did not exist for a time", slot.confirmed(), from);
			}
			return from;
		}
		PublicationState known = this.memory.publication();
		String difference = difference(known, before, after);
		if (difference != null && known != null) {
			publicationChanged(difference, known.asOf(), after.asOf());
		}
		OpenWriters writers = this.memory.writers();
		if (writers != null && writers.haveEnded(this.connection)) {
			this.memory.writers(null);
			announce("Transactions that were open when publication '%s' was set right have ended"
				.formatted(this.settings.publication()), writers.since(), after.asOf());
		}
		return slot.confirmed();
	}

	private void publicationChanged(String difference, Lsn from, Lsn to) throws SQLException {
		announce("Publication '%s' was changed: %s".formatted(this.settings.publication(), difference), from, to);
		this.memory.writers(OpenWriters.find(this.connection, this.settings.tables(), to));
	}

	private static @Nullable String difference(@Nullable PublicationState known, PublicationState before,
			PublicationState after) {
		if (known == null) {
			return null;
		}
		String difference = before.differenceFrom(known);
		return (difference != null) ? difference : after.differenceFrom(known);
	}

	private void announce(String reason, Lsn from, Lsn to) {
		StreamGap gap = new StreamGap(reason, from, to);
		logger.warn("[%s] %s".formatted(this.settings.slot().name(), gap));
		this.memory.gaps().add(gap);
	}

}
