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

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.delivery.EventSource;
import dev.pgrealtime.pgoutput.Delete;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.OldRow;
import dev.pgrealtime.pgoutput.PgOutputDecoder;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Tuple;
import dev.pgrealtime.pgoutput.Update;
import dev.pgrealtime.rowsecurity.EventRows;
import dev.pgrealtime.rowsecurity.TableRow;

/**
 * Reads the rows of an event from the first change of its source.
 *
 * @param relation the shape of the table
 * @param event the event
 * @param oldNullsKnown whether what is {@code NULL} in the old row is known to be
 */
record SourceRows(Relation relation, RealtimeEvent<?> event, boolean oldNullsKnown) {

	static @Nullable EventRows read(RealtimeEvent<?> event, EventSource source, Set<String> unobservedAttributes) {
		if (!source.position().equals(event.position())) {
			return null;
		}
		EntityImage<?> oldImage = event.oldImage();
		boolean oldNullsKnown = oldImage != null && unobservedAttributes.containsAll(oldImage.unknownAttributes());
		SourceRows rows = null;
		for (byte[] bytes : source.messages()) {
			PgOutputMessage message = PgOutputDecoder.decode(ByteBuffer.wrap(bytes));
			if (message instanceof Relation relation) {
				rows = new SourceRows(relation, event, oldNullsKnown);
			}
			else if (message instanceof Insert insert && rows != null) {
				return rows.rows(null, insert.newRow());
			}
			else if (message instanceof Update update && rows != null) {
				return rows.rows(update.oldRow(), update.newRow());
			}
			else if (message instanceof Delete delete && rows != null) {
				return rows.rows(delete.oldRow(), null);
			}
		}
		return null;
	}

	private EventRows rows(@Nullable OldRow oldRow, @Nullable Tuple newRow) {
		long tableId = Integer.toUnsignedLong(this.relation.id());
		Map<String, @Nullable String> oldValues = oldValues(oldRow);
		Map<String, @Nullable String> newValues = newValues(newRow, oldValues);
		return new EventRows(tableId, (this.event.oldImage() != null) ? new TableRow(tableId, oldValues) : null,
				(this.event.newImage() != null) ? new TableRow(tableId, newValues) : null);
	}

	private Map<String, @Nullable String> oldValues(@Nullable OldRow row) {
		Map<String, @Nullable String> values = new LinkedHashMap<>();
		for (int i = 0; row != null && i < this.relation.columns().size(); i++) {
			Relation.Column column = this.relation.columns().get(i);
			if ((!row.tuple().isNull(i) || this.oldNullsKnown) && (column.key() || !row.keyOnly())) {
				put(column, i, row.tuple(), values);
			}
		}
		return values;
	}

	// An out-of-line value that was not sent is that of the old row
	private Map<String, @Nullable String> newValues(@Nullable Tuple row, Map<String, @Nullable String> oldValues) {
		Map<String, @Nullable String> values = new LinkedHashMap<>();
		for (int i = 0; row != null && i < this.relation.columns().size(); i++) {
			Relation.Column column = this.relation.columns().get(i);
			if (row.isUnchanged(i) && oldValues.containsKey(column.name())) {
				values.put(column.name(), oldValues.get(column.name()));
			}
			put(column, i, row, values);
		}
		return values;
	}

	private static void put(Relation.Column column, int index, Tuple row, Map<String, @Nullable String> values) {
		if (row.isNull(index)) {
			values.put(column.name(), null);
		}
		else if (!row.isUnchanged(index) && !row.isBinary(index)) {
			values.put(column.name(), row.text(index));
		}
	}

}
