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

package dev.pgrealtime.backfill;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.Relation;

/**
 * Turns rows into entities, by the decoder that turns changes into them. Not safe for use
 * by several threads.
 */
final class ChunkDecoder implements AutoCloseable {

	private final ChangeDecoder decoder;

	private final Map<Integer, TableShape> defined = new HashMap<>();

	ChunkDecoder(ChangeDecoder decoder) {
		this.decoder = decoder;
	}

	/**
	 * Turn rows into events.
	 * @param rows for each key its rows in the tables that have one
	 * @param snapshot what the query has seen
	 * @return the chunk
	 * @throws dev.pgrealtime.mapping.EventDecodingException if an entity cannot hold a
	 * value
	 * @throws dev.pgrealtime.mapping.HostConnectionException if the driver has no
	 * connection to decode with
	 */
	Chunk decode(Map<List<String>, List<StoredRow>> rows, Snapshot snapshot) {
		List<Chunk.Row> decoded = new ArrayList<>(rows.size());
		rows.forEach((key, parts) -> decoded.add(new Chunk.Row(key, parts, events(parts))));
		return new Chunk(snapshot, decoded);
	}

	private List<RealtimeEvent<?>> events(List<StoredRow> parts) {
		List<RealtimeEvent<?>> events = new ArrayList<>(1);
		// The place is not known before the rows are published
		Begin nowhere = new Begin(Lsn.INVALID, Instant.EPOCH, 0);
		for (int i = 0; i < parts.size(); i++) {
			define(parts.get(i).shape());
			Insert insert = (Insert) RowMessages.decode(RowMessages.insert(parts.get(i)));
			events.addAll(this.decoder.decode(insert, nowhere, i + 1));
		}
		List<RealtimeEvent<?>> rest = this.decoder.decodeRest();
		while (!rest.isEmpty()) {
			events.addAll(rest);
			rest = this.decoder.decodeRest();
		}
		return events;
	}

	private void define(TableShape shape) {
		@Nullable TableShape before = this.defined.put(shape.oid(), shape);
		if (!shape.equals(before)) {
			this.decoder.define((Relation) RowMessages.decode(RowMessages.relation(shape)));
		}
	}

	@Override
	public void close() {
		this.decoder.close();
	}

}
