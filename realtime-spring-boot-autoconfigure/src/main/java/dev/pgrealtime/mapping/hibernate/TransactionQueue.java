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

package dev.pgrealtime.mapping.hibernate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.EventDecodingException;

/**
 * The changes of a transaction that wait because one of them, or one before them, may
 * still get another row. They leave in the order in which they came, each at the place of
 * its first row. The queue is bounded: if it is full the first one has to leave as it is.
 */
final class TransactionQueue {

	static final int MAX_CHANGES = 10_000;

	static final long MAX_BYTES = 32 * 1024 * 1024;

	private final Deque<PendingChange> queue = new ArrayDeque<>();

	private final Map<Key, GatheredRows> open = new HashMap<>();

	/**
	 * A failure that was met after events, which come first.
	 */
	private @Nullable Throwable failure;

	private long changes;

	private long bytes;

	/**
	 * Return whether there is nothing left to be released or thrown.
	 * @return {@code true} if changes may be decoded past the queue
	 */
	boolean isEmpty() {
		return this.queue.isEmpty() && this.failure == null;
	}

	/**
	 * Return where the first change stands.
	 * @return its number within the transaction, or 0 if there is none
	 */
	long firstOrdinal() {
		PendingChange first = this.queue.peek();
		return (first != null) ? first.ordinal() : 0;
	}

	void add(PendingChange change) {
		this.queue.add(change);
		this.changes += change.changes();
		this.bytes += change.bytes();
	}

	/**
	 * Put a row to those of the same key, or start anew.
	 * @param row the row
	 * @param place where it stands in the stream
	 */
	void gather(SplitRow row, RowPlace place) {
		List<String> formerKey = row.formerKey();
		if (formerKey != null) {
			close(this.open.remove(new Key(row.table().entity(), formerKey)));
		}
		List<String> values = row.key();
		if (values == null) {
			GatheredRows alone = new GatheredRows(row, place);
			alone.cutOff();
			add(alone);
			return;
		}
		Key key = new Key(row.table().entity(), values);
		GatheredRows rows = this.open.get(key);
		if (rows != null && rows.accepts(row)) {
			rows.add(row);
			this.changes++;
			this.bytes += row.bytes();
			return;
		}
		close(rows);
		GatheredRows next = new GatheredRows(row, place);
		this.open.put(key, next);
		add(next);
	}

	private static void close(@Nullable GatheredRows rows) {
		if (rows != null) {
			rows.close();
		}
	}

	/**
	 * Expect nothing more of what has come so far.
	 */
	void close() {
		this.open.values().forEach(GatheredRows::close);
		this.open.clear();
	}

	/**
	 * Make the events of what does not have to wait any longer. What fails stays in the
	 * queue, and the failure is thrown once there are no events before it. What cannot be
	 * decoded leaves with its failure.
	 * @return the events
	 */
	List<RealtimeEvent<?>> release() {
		throwFailure();
		List<RealtimeEvent<?>> events = new ArrayList<>();
		try {
			for (PendingChange first = next(); first != null; first = next()) {
				events.addAll(first.events());
				remove(first);
			}
		}
		catch (RuntimeException | Error ex) {
			if (events.isEmpty()) {
				dropUndecodable(ex);
				throw ex;
			}
			this.failure = ex;
		}
		return events;
	}

	private void throwFailure() {
		Throwable failure = this.failure;
		this.failure = null;
		dropUndecodable(failure);
		if (failure instanceof RuntimeException ex) {
			throw ex;
		}
		if (failure instanceof Error ex) {
			throw ex;
		}
	}

	private void dropUndecodable(@Nullable Throwable failure) {
		if (failure instanceof EventDecodingException) {
			remove(this.queue.element());
		}
	}

	private @Nullable PendingChange next() {
		PendingChange first = this.queue.peek();
		if (first == null) {
			return null;
		}
		if (!first.isComplete() && isFull()) {
			first.cutOff();
		}
		return first.isComplete() ? first : null;
	}

	private boolean isFull() {
		return this.changes > MAX_CHANGES || this.bytes > MAX_BYTES;
	}

	private void remove(PendingChange first) {
		this.queue.remove();
		this.changes -= first.changes();
		this.bytes -= first.bytes();
		if (first instanceof GatheredRows rows) {
			List<String> values = rows.key();
			if (values != null) {
				this.open.remove(new Key(rows.entity(), values), rows);
			}
		}
	}

	void clear() {
		this.queue.clear();
		this.open.clear();
		this.failure = null;
		this.changes = 0;
		this.bytes = 0;
	}

	private record Key(SplitEntity entity, List<String> values) {

	}

}
