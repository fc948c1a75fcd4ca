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

import java.util.BitSet;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventAction;
import dev.pgrealtime.RealtimeEvent;

/**
 * Rows of several tables that one transaction wrote for one entity, and that become one
 * event. What happened to the entity is what happened to the rows of the tables that it
 * cannot be without: an optional row that comes or goes by itself is an update.
 */
final class GatheredRows implements PendingChange {

	private final SplitEntity entity;

	private final RowPlace place;

	private final @Nullable SplitRow[] rows;

	private final BitSet tables = new BitSet();

	/**
	 * What happened to the entity, as far as it is known by now.
	 */
	private @Nullable EventAction action;

	private boolean optionalInserted;

	private boolean optionalUpdated;

	private boolean optionalDeleted;

	private boolean closed;

	private boolean cutOff;

	private @Nullable Boolean whole;

	private long bytes;

	GatheredRows(SplitRow first, RowPlace place) {
		this.entity = first.table().entity();
		this.place = place;
		this.rows = new @Nullable SplitRow[this.entity.hierarchy().tables().size()];
		add(first);
	}

	/**
	 * Return whether a row may belong to the same change of the entity.
	 * @param row a row with the same key
	 * @return {@code false} if the row is a change of its own
	 */
	boolean accepts(SplitRow row) {
		if (this.closed || this.tables.get(row.table().index()) || !isCompatible(row)) {
			return false;
		}
		BitSet tables = (BitSet) this.tables.clone();
		tables.set(row.table().index());
		return this.entity.hierarchy().topmost(tables) != null;
	}

	private boolean isCompatible(SplitRow row) {
		if (!row.table().optional()) {
			return (this.action != null) ? row.action() == this.action : allowsOptional(row.action());
		}
		return this.action == null || this.action == EventAction.UPDATE || row.action() == this.action;
	}

	private boolean allowsOptional(EventAction required) {
		return switch (required) {
			case INSERT -> !this.optionalUpdated && !this.optionalDeleted;
			case DELETE -> !this.optionalInserted && !this.optionalUpdated;
			default -> true;
		};
	}

	void add(SplitRow row) {
		this.rows[row.table().index()] = row;
		this.tables.set(row.table().index());
		this.bytes += row.bytes();
		this.whole = null;
		if (!row.table().optional()) {
			this.action = row.action();
			return;
		}
		this.optionalInserted |= row.action() == EventAction.INSERT;
		this.optionalUpdated |= row.action() == EventAction.UPDATE;
		this.optionalDeleted |= row.action() == EventAction.DELETE;
	}

	/**
	 * Expect nothing more: what has not come is not there.
	 */
	void close() {
		this.closed = true;
	}

	@Override
	public long ordinal() {
		return this.place.ordinal();
	}

	@Override
	public void cutOff() {
		if (!this.closed) {
			this.closed = true;
			this.cutOff = true;
		}
	}

	@Override
	public boolean isComplete() {
		if (this.closed) {
			return true;
		}
		if (this.whole == null) {
			this.whole = this.action != null && this.entity.isWhole(this);
		}
		return this.whole;
	}

	@Override
	public List<RealtimeEvent<?>> events() {
		RealtimeEvent<?> event = this.entity.event(this);
		return (event != null) ? List.of(event) : List.of();
	}

	SplitEntity entity() {
		return this.entity;
	}

	/**
	 * Return the key that the rows have in common.
	 * @return the text of its columns, or {@code null} if it is not told
	 */
	@Nullable List<String> key() {
		SplitRow row = this.rows[this.tables.nextSetBit(0)];
		return (row != null) ? row.key() : null;
	}

	RowPlace place() {
		return this.place;
	}

	EventAction action() {
		return (this.action != null) ? this.action : EventAction.UPDATE;
	}

	@Nullable SplitRow row(int table) {
		return this.rows[table];
	}

	/**
	 * Return the tables that have a row.
	 * @return their positions, not a copy
	 */
	BitSet tables() {
		return this.tables;
	}

	/**
	 * Return whether an optional row that has not come does not exist.
	 * @return {@code true} for an entity that came to be, unless it went out too early
	 */
	boolean knowsAbsent() {
		return action() == EventAction.INSERT && this.tables.get(0) && !this.cutOff;
	}

	@Override
	public int changes() {
		return this.tables.cardinality();
	}

	@Override
	public long bytes() {
		return this.bytes;
	}

}
