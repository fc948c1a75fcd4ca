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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

import org.jspecify.annotations.Nullable;

/**
 * The values of a row, as the server wrote them. A value is told apart from {@code NULL},
 * and both from an out-of-line value that did not change and was therefore not sent.
 * <p>
 * A tuple is a view of the bytes of its message: nothing is copied until asked for.
 */
public final class Tuple {

	private static final int NULL = -1;

	private static final int UNCHANGED = -2;

	private final byte[] buffer;

	private final int[] layout;

	private final @Nullable BitSet binary;

	private Tuple(byte[] buffer, int[] layout, @Nullable BitSet binary) {
		this.buffer = buffer;
		this.layout = layout;
		this.binary = binary;
	}

	static Tuple decode(MessageReader in) {
		int count = in.count16("values", 1);
		int[] layout = new int[count * 2];
		BitSet binary = null;
		for (int i = 0; i < count; i++) {
			byte kind = in.int8();
			switch (kind) {
				case 'n' -> layout[2 * i + 1] = NULL;
				case 'u' -> layout[2 * i + 1] = UNCHANGED;
				case 't', 'b' -> {
					int length = in.count32("value bytes", 1);
					layout[2 * i] = in.skip(length);
					layout[2 * i + 1] = length;
					if (kind == 'b') {
						binary = (binary != null) ? binary : new BitSet(count);
						binary.set(i);
					}
				}
				default -> throw in.unexpected("kind of value " + i, kind);
			}
		}
		return new Tuple(in.array(), layout, binary);
	}

	static Tuple of(byte[] text) {
		return new Tuple(text, new int[] { 0, text.length }, null);
	}

	static Tuple assemble(@Nullable Tuple[] sources, int[] sourceColumns, BitSet nulls) {
		int[] layout = new int[sources.length * 2];
		BitSet binary = new BitSet();
		int end = 0;
		for (int i = 0; i < sources.length; i++) {
			Tuple source = sources[i];
			int length = (source != null) ? source.length(sourceColumns[i]) : (nulls.get(i) ? NULL : UNCHANGED);
			layout[2 * i] = end;
			layout[2 * i + 1] = length;
			binary.set(i, source != null && source.isBinary(sourceColumns[i]));
			end += Math.max(length, 0);
		}
		byte[] buffer = new byte[end];
		for (int i = 0; i < sources.length; i++) {
			Tuple source = sources[i];
			if (source != null && layout[2 * i + 1] > 0) {
				System.arraycopy(source.buffer, source.offset(sourceColumns[i]), buffer, layout[2 * i],
						layout[2 * i + 1]);
			}
		}
		return new Tuple(buffer, layout, binary);
	}

	/**
	 * Return the number of values.
	 * @return the number of columns of the relation
	 */
	public int size() {
		return this.layout.length / 2;
	}

	/**
	 * Return whether a value is {@code NULL}, or unknown where {@link OldRow#keyOnly()
	 * only the key} is told.
	 * @param column the index of the column, from 0
	 * @return {@code true} for {@code NULL}
	 */
	public boolean isNull(int column) {
		return this.layout[2 * column + 1] == NULL;
	}

	/**
	 * Return whether a value did not change and was not sent.
	 * @param column the index of the column, from 0
	 * @return {@code true} if the tuple does not hold the value
	 */
	public boolean isUnchanged(int column) {
		return this.layout[2 * column + 1] == UNCHANGED;
	}

	/**
	 * Return whether a value is in the binary format of its type rather than in text.
	 * @param column the index of the column, from 0
	 * @return {@code true} for the binary format
	 */
	public boolean isBinary(int column) {
		return this.binary != null && this.binary.get(column);
	}

	/**
	 * Return the array that holds the values.
	 * @return the array, not a copy
	 */
	public byte[] buffer() {
		return this.buffer;
	}

	/**
	 * Return where a value starts in the {@link #buffer() array}.
	 * @param column the index of the column, from 0
	 * @return the offset; meaningless where there is no value
	 */
	public int offset(int column) {
		return this.layout[2 * column];
	}

	/**
	 * Return how long a value is.
	 * @param column the index of the column, from 0
	 * @return the number of bytes, negative where there is no value
	 */
	public int length(int column) {
		return this.layout[2 * column + 1];
	}

	/**
	 * Return a copy of the bytes of a value.
	 * @param column the index of the column, from 0
	 * @return the value, as text in UTF-8 unless it is {@link #isBinary(int) binary}
	 * @throws IllegalStateException if there is no value
	 */
	public byte[] bytes(int column) {
		requireValue(column);
		return Arrays.copyOfRange(this.buffer, offset(column), offset(column) + length(column));
	}

	/**
	 * Return the text of a value.
	 * @param column the index of the column, from 0
	 * @return the text
	 * @throws IllegalStateException if there is no value, or it is binary
	 */
	public String text(int column) {
		requireValue(column);
		if (isBinary(column)) {
			throw new IllegalStateException("Column %d is binary".formatted(column));
		}
		return new String(this.buffer, offset(column), length(column), StandardCharsets.UTF_8);
	}

	/**
	 * Return whether a column has the same value, or the same lack of one, as in another
	 * tuple.
	 * @param column the index of the column, from 0
	 * @param other a tuple of the same relation
	 * @return {@code true} if the bytes are equal
	 */
	public boolean sameValue(int column, Tuple other) {
		int length = length(column);
		if (length != other.length(column)) {
			return false;
		}
		return length <= 0 || Arrays.equals(this.buffer, offset(column), offset(column) + length, other.buffer,
				other.offset(column), other.offset(column) + length);
	}

	private void requireValue(int column) {
		if (length(column) < 0) {
			throw new IllegalStateException("Column %d holds no value".formatted(column));
		}
	}

}
