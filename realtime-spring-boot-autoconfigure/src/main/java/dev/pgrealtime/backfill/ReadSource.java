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

import java.util.ArrayList;
import java.util.List;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.delivery.EventSource;
import dev.pgrealtime.pgoutput.Begin;

/**
 * What a row that was read can be decoded from once more: the messages of a transaction
 * that inserts it, and before that one that tells that it was read.
 *
 * @param position the position of the event
 * @param mark the transaction at which it is published
 * @param parts its rows in the tables that have one
 */
record ReadSource(EventPosition position, Begin mark, List<StoredRow> parts) implements EventSource {

	@Override
	public List<byte[]> messages() {
		List<byte[]> messages = new ArrayList<>();
		messages.add(RowMessages.begin(this.mark));
		messages.add(RowMessages.readMark(this.mark));
		for (StoredRow part : this.parts) {
			messages.add(RowMessages.relation(part.shape()));
			messages.add(RowMessages.insert(part));
		}
		return messages;
	}

	@Override
	public long size() {
		return this.parts.stream().mapToLong(StoredRow::size).sum();
	}

}
