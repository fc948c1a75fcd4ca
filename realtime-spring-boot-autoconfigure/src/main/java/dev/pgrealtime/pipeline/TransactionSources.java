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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.delivery.EventSource;
import dev.pgrealtime.delivery.EventSources;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.Relation;

/**
 * Knows what events are made of. It keeps the change that is being handled, and those
 * that wait in the decoder, which keeps them anyway. Belongs to the dispatcher thread.
 */
final class TransactionSources implements EventSources {

	/**
	 * The relations as they are now. Replaced rather than changed, as sources keep it.
	 */
	private Map<Integer, ByteBuffer> relations = Map.of();

	private @Nullable Begin transaction;

	private @Nullable ByteBuffer begin;

	private @Nullable ByteBuffer mark;

	private final Deque<SourceChange> waiting = new ArrayDeque<>();

	private @Nullable Change change;

	private @Nullable ByteBuffer bytes;

	private long ordinal;

	void connected() {
		this.relations = Map.of();
		forget();
	}

	void begin(Begin transaction, ByteBuffer bytes) {
		this.transaction = transaction;
		this.begin = bytes;
		this.mark = null;
		forget();
	}

	/**
	 * The rows that follow were read.
	 * @param bytes the message that tells so
	 */
	void mark(ByteBuffer bytes) {
		this.mark = bytes;
	}

	private void forget() {
		this.waiting.clear();
		this.change = null;
		this.bytes = null;
	}

	void define(Relation relation, ByteBuffer bytes) {
		Map<Integer, ByteBuffer> relations = new HashMap<>(this.relations);
		relations.put(relation.id(), bytes);
		this.relations = relations;
	}

	/**
	 * Take the change that is to be handled now.
	 * @param change the change
	 * @param ordinal its number within the transaction, or that of the first of its
	 * tables
	 * @param bytes its message
	 */
	void change(Change change, long ordinal, ByteBuffer bytes) {
		this.change = change;
		this.ordinal = ordinal;
		this.bytes = bytes;
	}

	/**
	 * Keep the change that was handled if it waits, and forget those that have left.
	 * @param waits the changes that wait
	 */
	void keep(ChangeDecoder.@Nullable Waiting waits) {
		if (waits == null) {
			forget();
			return;
		}
		while (!this.waiting.isEmpty() && this.waiting.element().lastOrdinal() < waits.first()) {
			this.waiting.remove();
		}
		if (waits.last() == this.ordinal) {
			this.waiting.add(current());
		}
		this.change = null;
		this.bytes = null;
	}

	private SourceChange current() {
		if (this.change == null || this.bytes == null) {
			throw new IllegalStateException("There is no change");
		}
		return new SourceChange(this.change, this.ordinal, this.bytes, this.relations);
	}

	@Override
	public EventSource of(RealtimeEvent<?> event) {
		return from(event.position().ordinal());
	}

	/**
	 * Return the source of what began with a change.
	 * @param ordinal the number of the change within the transaction
	 * @return that change and those after it, up to the one that is being handled
	 */
	EventSource from(long ordinal) {
		if (this.transaction == null || this.begin == null) {
			throw new IllegalStateException("There is no transaction");
		}
		List<SourceChange> changes = new ArrayList<>();
		for (SourceChange change : this.waiting) {
			if (change.lastOrdinal() >= ordinal) {
				changes.add(change);
			}
		}
		if (this.change != null) {
			changes.add(current());
		}
		if (changes.isEmpty()) {
			throw new IllegalStateException("Change %d is not known any more".formatted(ordinal));
		}
		return new TransactionSource(new EventPosition(this.transaction.commitLsn(), changes.get(0).ordinal()),
				this.begin, this.mark, changes);
	}

}
