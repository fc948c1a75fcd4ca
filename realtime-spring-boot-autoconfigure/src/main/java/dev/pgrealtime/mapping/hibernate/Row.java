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

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.pgoutput.PgOutputProtocolException;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Tuple;

/**
 * One version of a row: which tuple tells the value of a column, if any does.
 *
 * @param relation the shape of the tuple
 * @param key the indexes of the published columns of the identifier
 * @param tuple the values
 * @param told what the tuple tells
 * @param fallback the version before, which has the out-of-line values that did not
 * change and were therefore not sent, or {@code null} for none
 */
record Row(Relation relation, List<Integer> key, Tuple tuple, Told told, @Nullable Row fallback) {

	/**
	 * Find the tuple that tells the value of a column.
	 * @param column the index of the column
	 * @return the tuple, or {@code null} if the value is unknown
	 */
	@Nullable Tuple source(int column) {
		if (tells(column) && !this.tuple.isUnchanged(column)) {
			return this.tuple;
		}
		return (this.fallback != null) ? this.fallback.source(column) : null;
	}

	/**
	 * Return the tuple that tells the value of a column which is known.
	 * @param column the index of the column
	 * @return the tuple
	 * @throws PgOutputProtocolException if the value is binary, which is never asked for
	 */
	Tuple require(int column) {
		Tuple source = source(column);
		if (source == null) {
			throw new IllegalStateException("The row does not tell column %d".formatted(column));
		}
		if (source.isBinary(column)) {
			throw new PgOutputProtocolException("Tuple", 0,
					"column %d is binary, text was asked for".formatted(column));
		}
		return source;
	}

	/**
	 * Return whether the tuple says anything about a column.
	 * @param column the index of the column
	 * @return {@code false} if it looks like {@code NULL} but may be anything
	 */
	boolean tells(int column) {
		return switch (this.told) {
			case ALL -> true;
			case KEY -> this.relation.columns().get(column).key();
			case VALUES -> !this.tuple.isNull(column);
		};
	}

	Row withFallback(@Nullable Row fallback) {
		return new Row(this.relation, this.key, this.tuple, this.told, fallback);
	}

	/**
	 * Return what a row tells where only its key is told.
	 * @return the row, with the columns of the replica identity
	 */
	Row keyOf() {
		return new Row(this.relation, this.key, this.tuple, Told.KEY, null);
	}

	boolean knows(int[] columns) {
		for (int column : columns) {
			if (source(column) == null) {
				return false;
			}
		}
		return true;
	}

	/**
	 * What a tuple tells.
	 */
	enum Told {

		/**
		 * The whole row.
		 */
		ALL,

		/**
		 * The columns of the replica identity; all others look like {@code NULL}.
		 */
		KEY,

		/**
		 * The columns that have a value; whether the others are {@code NULL} is unknown.
		 */
		VALUES

	}

}
