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

/**
 * Notes that there is a slot in the comment of our publication, which goes where the data
 * of the application goes: to standbys, through an upgrade, into a copy. A slot does not
 * always, and without the note its absence would look like the first start. Belongs to
 * the reader thread.
 */
final class SlotNotes {

	private static final Log logger = LogFactory.getLog(SlotNotes.class);

	private final String publication;

	private final String slot;

	private boolean refused;

	/**
	 * Create the notes of a slot.
	 * @param publication the name of the publication
	 * @param slot the name of the slot
	 */
	SlotNotes(String publication, String slot) {
		this.publication = publication;
		this.slot = slot;
	}

	/**
	 * Read the note.
	 * @param connection a connection
	 * @return the note, or {@code null} if there is none of this slot
	 * @throws SQLException if the query fails
	 */
	@Nullable SlotNote read(ServerConnection connection) throws SQLException {
		SlotNote note = SlotNote.parse(comment(connection));
		return (note != null && note.slot().equals(this.slot)) ? note : null;
	}

	/**
	 * Write a note, unless somebody else has written a comment, or we must not.
	 * @param connection a connection
	 * @param note the note
	 * @throws SQLException if the connection is broken
	 */
	void write(ServerConnection connection, SlotNote note) throws SQLException {
		String before = comment(connection);
		if (before.equals(note.toString()) || (!before.isEmpty() && SlotNote.parse(before) == null)) {
			return;
		}
		try {
			connection.execute("COMMENT ON PUBLICATION %s IS %s".formatted(SqlNames.identifier(this.publication),
					SqlNames.literal(note.toString())));
		}
		catch (SQLException ex) {
			if (ReplicationErrors.isBroken(ex)) {
				throw ex;
			}
			if (!this.refused) {
				logger.info(("[%s] The slot cannot be noted in the comment of the publication, so its loss will go "
						+ "unnoticed while nobody streams: %s")
					.formatted(this.slot, ex.getMessage()));
			}
			this.refused = true;
		}
	}

	private String comment(ServerConnection connection) throws SQLException {
		String comment = connection
			.text("SELECT obj_description(oid, 'pg_publication') FROM pg_publication WHERE pubname = "
					+ SqlNames.literal(this.publication));
		return (comment != null) ? comment : "";
	}

}
