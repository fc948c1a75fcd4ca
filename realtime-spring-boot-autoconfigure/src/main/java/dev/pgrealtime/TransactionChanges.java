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

package dev.pgrealtime;

import java.util.Iterator;
import java.util.List;

/**
 * The events of one transaction, in their order: to a listener those of one entity type,
 * to a {@linkplain RealtimeStreams#transactions() stream} all of them. A transaction with
 * more events than {@code realtime.listener.batch-size}, or for a stream
 * {@code realtime.sse.buffer-size}, arrives in several parts.
 *
 * @param <T> the entity type
 * @param events the events of this part, at least one, unmodifiable
 * @param part the number of the part, from 1
 * @param last whether no part of the transaction follows
 */
public record TransactionChanges<T>(List<RealtimeEvent<T>> events, int part,
		boolean last) implements Iterable<RealtimeEvent<T>> {

	/**
	 * Create a part.
	 * @param events the events of this part, at least one
	 * @param part the number of the part, from 1
	 * @param last whether no part of the transaction follows
	 * @throws IllegalArgumentException if there is no event
	 */
	public TransactionChanges {
		if (events.isEmpty()) {
			throw new IllegalArgumentException("There is no part without an event");
		}
		events = List.copyOf(events);
	}

	/**
	 * Return the LSN of the commit record, which identifies the transaction.
	 * @return the commit LSN of the positions of all events
	 */
	public Lsn commitLsn() {
		return position().commitLsn();
	}

	/**
	 * Return the place of this part in the stream.
	 * @return the position of the first event
	 */
	public EventPosition position() {
		return this.events.get(0).position();
	}

	/**
	 * Return the id of the transaction.
	 * @return the 32-bit transaction id, unsigned
	 */
	public long transactionId() {
		return this.events.get(0).transactionId();
	}

	@Override
	public Iterator<RealtimeEvent<T>> iterator() {
		return this.events.iterator();
	}

}
