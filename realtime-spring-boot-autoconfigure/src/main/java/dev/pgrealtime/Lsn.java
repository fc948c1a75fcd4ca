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

import java.util.HexFormat;
import java.util.Locale;

/**
 * A log sequence number: a byte position in the PostgreSQL write-ahead log, ordered as an
 * unsigned 64-bit integer.
 *
 * @param value the position as the server counts it
 * @see <a href="https://www.postgresql.org/docs/current/datatype-pg-lsn.html">pg_lsn
 * Type</a>
 */
public record Lsn(long value) implements Comparable<Lsn> {

	/**
	 * The position {@code 0/0}, which the server uses for "none".
	 */
	public static final Lsn INVALID = new Lsn(0);

	/**
	 * Parse the text form of {@code pg_lsn}, two hexadecimal numbers separated by a
	 * slash.
	 * @param text the text, such as {@code 16/B374D848}
	 * @return the position
	 * @throws IllegalArgumentException if the text is not a {@code pg_lsn}
	 */
	public static Lsn parse(String text) {
		int slash = text.indexOf('/');
		if (slash < 1 || slash > 8 || text.length() - slash < 2 || text.length() - slash > 9) {
			throw new IllegalArgumentException("'%s' is not an LSN such as '16/B374D848'".formatted(text));
		}
		try {
			long high = HexFormat.fromHexDigitsToLong(text, 0, slash);
			long low = HexFormat.fromHexDigitsToLong(text, slash + 1, text.length());
			return new Lsn(high << 32 | low);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'%s' is not an LSN such as '16/B374D848'".formatted(text), ex);
		}
	}

	/**
	 * Return the number of bytes of WAL from another position to this one.
	 * @param other the earlier position
	 * @return the distance in bytes, negative if the other position is the later one
	 */
	public long minus(Lsn other) {
		return this.value - other.value;
	}

	/**
	 * Return whether this position lies after another one.
	 * @param other the position to compare with
	 * @return {@code true} if this position is the later one
	 */
	public boolean isAfter(Lsn other) {
		return compareTo(other) > 0;
	}

	@Override
	public int compareTo(Lsn other) {
		return Long.compareUnsigned(this.value, other.value);
	}

	/**
	 * Return the text form of {@code pg_lsn}.
	 * @return such as {@code 16/B374D848}
	 */
	@Override
	public String toString() {
		return (Long.toHexString(this.value >>> 32) + '/' + Long.toHexString(this.value & 0xFFFFFFFFL))
			.toUpperCase(Locale.ROOT);
	}

}
