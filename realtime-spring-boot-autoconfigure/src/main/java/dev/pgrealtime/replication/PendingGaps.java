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

package dev.pgrealtime.replication;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;

/**
 * The gaps that the handler has not been told of to the end, in the order of the stream.
 * A gap has its place there: before the first transaction that lies behind it, and behind
 * all that come before, or whoever loads its state anew would then be told older changes.
 * Belongs to the reader thread.
 */
final class PendingGaps {

	private final List<StreamGap> gaps = new ArrayList<>();

	private final Deque<StreamGap> ahead = new ArrayDeque<>();

	void add(StreamGap gap) {
		this.gaps.add(gap);
	}

	/**
	 * Pass over what the server cannot send, if that belongs to a gap.
	 * @param from the position to which the server has sent everything
	 * @return the end of the gap, or {@code null} if there is none
	 */
	@Nullable Lsn widen(Lsn from) {
		if (this.gaps.isEmpty()) {
			return null;
		}
		StreamGap first = this.gaps.get(0);
		if (first.from().isAfter(from)) {
			this.gaps.set(0, new StreamGap(first.reason(), from, first.to()));
		}
		return this.gaps.get(this.gaps.size() - 1).to();
	}

	/**
	 * Forget what the handler has been told.
	 * @param lsn the position that it has confirmed
	 */
	void confirmed(Lsn lsn) {
		this.gaps.removeIf((gap) -> !gap.to().isAfter(lsn));
	}

	/**
	 * Return a position that no slot stands at which leaves out what the handler has not
	 * been told of.
	 * @return the earliest beginning of a gap, or {@code null} if there is none
	 */
	@Nullable Lsn untold() {
		return this.gaps.stream()
			.map((gap) -> gap.to().isAfter(gap.from()) ? gap.from() : Lsn.INVALID)
			.min(Comparator.naturalOrder())
			.orElse(null);
	}

	/**
	 * Begin to stream.
	 * @param from the position from which the server sends
	 * @return the gap that lies before it, or {@code null} if there is none
	 */
	@Nullable StreamGap begin(Lsn from) {
		StreamGap before = null;
		this.ahead.clear();
		for (StreamGap gap : this.gaps) {
			if (gap.to().isAfter(from)) {
				this.ahead.add(gap);
			}
			else {
				before = (before != null) ? join(before, gap) : gap;
			}
		}
		return before;
	}

	private static StreamGap join(StreamGap first, StreamGap second) {
		return new StreamGap(second.reason(), first.from().isAfter(second.from()) ? second.from() : first.from(),
				second.to().isAfter(first.to()) ? second.to() : first.to());
	}

	/**
	 * Take the next gap, if the stream has come to its end.
	 * @param reached a position before which the server has sent everything
	 * @return the gap, or {@code null} if there is none
	 */
	@Nullable StreamGap take(Lsn reached) {
		StreamGap next = this.ahead.peek();
		return (next != null && !next.to().isAfter(reached)) ? this.ahead.remove() : null;
	}

}
