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

package dev.pgrealtime.pgoutput;

import java.util.BitSet;

import org.jspecify.annotations.Nullable;

/**
 * Assembles one tuple from the values of several, such as those of the tables that
 * together hold an entity. A value that is not set counts as
 * {@link Tuple#isUnchanged(int) not sent}. Not safe for use by several threads.
 */
public final class TupleBuilder {

	private final @Nullable Tuple[] sources;

	private final int[] sourceColumns;

	private final BitSet nulls = new BitSet();

	/**
	 * Create a builder.
	 * @param size the number of values
	 */
	public TupleBuilder(int size) {
		this.sources = new @Nullable Tuple[size];
		this.sourceColumns = new int[size];
	}

	/**
	 * Take a value, or the lack of one, from another tuple.
	 * @param column the index of the column to set, from 0
	 * @param source where the value is
	 * @param sourceColumn the index of its column there
	 */
	public void set(int column, Tuple source, int sourceColumn) {
		this.sources[column] = source;
		this.sourceColumns[column] = sourceColumn;
		this.nulls.clear(column);
	}

	/**
	 * Set a value.
	 * @param column the index of the column to set, from 0
	 * @param text the text of the value, in UTF-8
	 */
	public void set(int column, byte[] text) {
		set(column, Tuple.of(text), 0);
	}

	/**
	 * Set a value to {@code NULL}.
	 * @param column the index of the column to set, from 0
	 */
	public void setNull(int column) {
		this.sources[column] = null;
		this.nulls.set(column);
	}

	/**
	 * Return whether a value, or {@code NULL}, has been set.
	 * @param column the index of the column, from 0
	 * @return {@code false} if the value counts as not sent
	 */
	public boolean isSet(int column) {
		Tuple source = this.sources[column];
		return (source != null) ? !source.isUnchanged(this.sourceColumns[column]) : this.nulls.get(column);
	}

	/**
	 * Build the tuple.
	 * @return a tuple with a copy of the values
	 */
	public Tuple build() {
		return Tuple.assemble(this.sources, this.sourceColumns, this.nulls);
	}

}
