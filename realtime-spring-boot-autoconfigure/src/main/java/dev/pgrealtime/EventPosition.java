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

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Where an event stands in the stream, and its identity: the same change has the same
 * position on every redelivery. Positions order as the stream does, by commit and then by
 * the order of changes within the transaction.
 * <p>
 * The commit LSN is that of the commit record, which the server already knows when it
 * sends the first change of the transaction. It is unique to the transaction.
 *
 * @param commitLsn the LSN of the commit record of the transaction
 * @param ordinal the number of the change within its transaction, from 1; of several
 * changes that make up one event, that of the first; of rows that were read, their number
 * within the chunk
 */
public record EventPosition(Lsn commitLsn, long ordinal) implements Comparable<EventPosition> {

	private static final Pattern FORMAT = Pattern.compile("([^:]+):(\\d+)");

	private static final Comparator<EventPosition> ORDER = Comparator.comparing(EventPosition::commitLsn)
		.thenComparingLong(EventPosition::ordinal);

	/**
	 * Parse the text form that {@link #toString()} writes.
	 * @param text the text, such as {@code 16/B374D848:3}
	 * @return the position
	 * @throws IllegalArgumentException if the text is not a position
	 */
	public static EventPosition parse(String text) {
		Matcher matcher = FORMAT.matcher(text);
		if (!matcher.matches()) {
			throw invalid(text, null);
		}
		try {
			return new EventPosition(Lsn.parse(matcher.group(1)), Long.parseLong(matcher.group(2)));
		}
		catch (IllegalArgumentException ex) {
			throw invalid(text, ex);
		}
	}

	private static IllegalArgumentException invalid(String text, @Nullable Exception cause) {
		return new IllegalArgumentException("'%s' is not an event position such as '16/B374D848:3'".formatted(text),
				cause);
	}

	@Override
	public int compareTo(EventPosition other) {
		return ORDER.compare(this, other);
	}

	/**
	 * Return the text form, which is also the {@code id} of a server-sent event.
	 * @return the commit LSN and the ordinal, such as {@code 16/B374D848:3}
	 */
	@Override
	public String toString() {
		return this.commitLsn + ":" + this.ordinal;
	}

}
