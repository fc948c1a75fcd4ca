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
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Tuple;

/**
 * What an update did to the attributes of an entity, judged by the bytes of their
 * columns.
 *
 * @param changed the attributes with a column that differs
 * @param undetermined the attributes of which it is unknown whether they changed
 */
record AttributeChanges(Set<String> changed, Set<String> undetermined) {

	/**
	 * Compare two versions of a row.
	 * @param attributes the attributes
	 * @param names their names
	 * @param newRow the row after the update
	 * @param oldRow the row before, or {@code null} if nothing is told of it
	 * @return the changes
	 */
	static AttributeChanges between(List<AttributeReader> attributes, AttributeNames names, Row newRow,
			@Nullable Row oldRow) {
		BitSet changed = new BitSet();
		BitSet undetermined = new BitSet();
		for (int i = 0; i < attributes.size(); i++) {
			Verdict verdict = compare(attributes.get(i), newRow, oldRow);
			changed.set(i, verdict == Verdict.CHANGED);
			undetermined.set(i, verdict == Verdict.UNDETERMINED);
		}
		return new AttributeChanges(names.subset(changed), names.subset(undetermined));
	}

	private static Verdict compare(AttributeReader attribute, Row newRow, @Nullable Row oldRow) {
		Verdict verdict = (attribute.reader() != null) ? Verdict.SAME : Verdict.UNDETERMINED;
		for (int column : attribute.columns()) {
			switch (compare(column, newRow, oldRow)) {
				case CHANGED -> {
					return Verdict.CHANGED;
				}
				case UNDETERMINED -> verdict = Verdict.UNDETERMINED;
				case SAME -> {
				}
			}
		}
		return verdict;
	}

	private static Verdict compare(int column, Row newRow, @Nullable Row oldRow) {
		if (newRow.tuple().isUnchanged(column)) {
			return Verdict.SAME;
		}
		if (oldRow == null) {
			return isUnchangedKey(newRow.relation(), column) ? Verdict.SAME : Verdict.UNDETERMINED;
		}
		Tuple oldTuple = oldRow.source(column);
		if (oldTuple == null) {
			return Verdict.UNDETERMINED;
		}
		return newRow.tuple().sameValue(column, oldTuple) ? Verdict.SAME : Verdict.CHANGED;
	}

	private static boolean isUnchangedKey(Relation relation, int column) {
		// The server tells the old key whenever the update changed it.
		return switch (relation.replicaIdentity()) {
			case DEFAULT, INDEX -> relation.columns().get(column).key();
			case FULL, NOTHING -> false;
		};
	}

	private enum Verdict {

		SAME, CHANGED, UNDETERMINED

	}

}
