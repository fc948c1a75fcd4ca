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

package dev.pgrealtime.rowsecurity;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.hub.Sight;

/**
 * Events of which somebody asks the database together, with one question for each table.
 */
final class Batch {

	private final IdentityHashMap<EventRows, Sight> sights = new IdentityHashMap<>();

	private final DatabaseIdentity identity;

	private final List<RowSecurityGate.Entry> entries;

	Batch(DatabaseIdentity identity, List<RowSecurityGate.Entry> entries) {
		this.identity = identity;
		this.entries = entries;
	}

	/**
	 * Ask which rows may be seen. What cannot be told of one table is no reason not to
	 * ask about another.
	 * @param check knows
	 * @param onFailure takes why it cannot be told
	 * @return whether the database has told something
	 */
	boolean ask(RowCheck check, Consumer<Throwable> onFailure) {
		Map<Long, List<EventRows>> tables = new LinkedHashMap<>();
		for (RowSecurityGate.Entry entry : this.entries) {
			if (entry.rows() != null) {
				tables.computeIfAbsent(entry.rows().tableId(), (key) -> new ArrayList<>()).add(entry.rows());
			}
		}
		tables.forEach((tableId, events) -> {
			try {
				ask(check, tableId, events);
			}
			// Who waits for an answer has to get one, even if memory is short
			catch (SQLException | RuntimeException | Error ex) {
				onFailure.accept(ex);
			}
		});
		return !this.sights.isEmpty();
	}

	private void ask(RowCheck check, long tableId, List<EventRows> events) throws SQLException {
		List<TableRow> rows = new ArrayList<>();
		for (EventRows event : events) {
			add(event.oldRow(), rows);
			add(event.newRow(), rows);
		}
		BitSet visible = check.visible(this.identity, tableId, rows);
		int index = 0;
		for (EventRows event : events) {
			boolean oldRow = event.oldRow() != null && visible.get(index++);
			boolean newRow = event.newRow() != null && visible.get(index++);
			this.sights.put(event, Sight.of(oldRow, newRow));
		}
	}

	private static void add(@Nullable TableRow row, List<TableRow> rows) {
		if (row != null) {
			rows.add(row);
		}
	}

	/**
	 * Tell those who have asked, in the order of the events.
	 * @param onFailure takes why somebody could not be told
	 */
	void answer(Consumer<Throwable> onFailure) {
		for (RowSecurityGate.Entry entry : this.entries) {
			Sight sight = (entry.rows() != null) ? this.sights.get(entry.rows()) : null;
			for (Consumer<@Nullable Sight> answer : entry.answers()) {
				try {
					answer.accept(sight);
				}
				catch (RuntimeException | Error ex) {
					onFailure.accept(ex);
				}
			}
		}
	}

}
