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

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Tuple;
import dev.pgrealtime.pgoutput.TupleBuilder;

/**
 * What the transaction has written to the rows of a table so far. An update that leaves a
 * large value alone does not send it, but the same transaction may have sent it before.
 * The memory is bounded: rows that were written long ago are forgotten first.
 * <p>
 * A row is known by its replica identity, whose old values are told whenever they change.
 * Those of the identifier are not, if the identity is another index.
 */
final class EarlierRows {

	private static final long MAX_BYTES = 4 * 1024 * 1024;

	private final Map<List<String>, Row> rows = new LinkedHashMap<>();

	private final Relation relation;

	private final List<Integer> identity;

	private @Nullable Begin transaction;

	private long bytes;

	private EarlierRows(Relation relation, List<Integer> identity) {
		this.relation = relation;
		this.identity = identity;
	}

	/**
	 * Make a memory for the rows of a relation.
	 * @param relation the relation
	 * @return the memory, or {@code null} if none is needed, as old rows are told whole,
	 * or if there is nothing to know a row by
	 */
	static @Nullable EarlierRows of(Relation relation) {
		List<Integer> identity = IntStream.range(0, relation.columns().size())
			.filter((column) -> relation.columns().get(column).key())
			.boxed()
			.toList();
		boolean needed = relation.replicaIdentity() != Relation.Identity.FULL && !identity.isEmpty();
		return needed ? new EarlierRows(relation, identity) : null;
	}

	/**
	 * Return what a row was.
	 * @param row what tells the identity that the row had
	 * @param place where the change stands in the stream
	 * @return the row as the transaction wrote it, or {@code null} if it did not, or long
	 * ago
	 */
	@Nullable Row find(Row row, RowPlace place) {
		enter(place.transaction());
		List<String> values = identity(row);
		return (values != null) ? this.rows.get(values) : null;
	}

	/**
	 * Remember what a row is.
	 * @param before what tells the identity that the row had
	 * @param row what the row is now, or {@code null} if it is no more
	 * @param place where the change stands in the stream
	 */
	void put(Row before, @Nullable Row row, RowPlace place) {
		enter(place.transaction());
		forget(identity(before));
		List<String> values = (row != null) ? identity(row) : null;
		if (row != null && values != null) {
			Row whole = new Row(this.relation, row.key(), resolve(row), Row.Told.ALL, null);
			this.rows.put(values, whole);
			this.bytes += size(whole);
			trim();
		}
	}

	void clear() {
		this.rows.clear();
		this.bytes = 0;
	}

	private void enter(Begin transaction) {
		if (!transaction.equals(this.transaction)) {
			clear();
			this.transaction = transaction;
		}
	}

	private void forget(@Nullable List<String> values) {
		Row forgotten = (values != null) ? this.rows.remove(values) : null;
		if (forgotten != null) {
			this.bytes -= size(forgotten);
		}
	}

	private void trim() {
		Iterator<Row> eldest = this.rows.values().iterator();
		while (this.bytes > MAX_BYTES && eldest.hasNext()) {
			this.bytes -= size(eldest.next());
			eldest.remove();
		}
	}

	private static int size(Row row) {
		return row.tuple().buffer().length;
	}

	private Tuple resolve(Row row) {
		boolean complete = true;
		TupleBuilder tuple = new TupleBuilder(row.tuple().size());
		for (int column = 0; column < row.tuple().size(); column++) {
			complete &= !row.tuple().isUnchanged(column);
			Tuple source = row.source(column);
			if (source != null) {
				tuple.set(column, source, column);
			}
		}
		return complete ? row.tuple() : tuple.build();
	}

	private @Nullable List<String> identity(Row row) {
		List<String> values = new ArrayList<>(this.identity.size());
		for (int column : this.identity) {
			Tuple source = row.source(column);
			if (source == null || source.isNull(column)) {
				return null;
			}
			values.add(source.text(column));
		}
		return values;
	}

}
