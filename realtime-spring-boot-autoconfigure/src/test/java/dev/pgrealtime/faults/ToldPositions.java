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

package dev.pgrealtime.faults;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventPosition;

/**
 * The positions at which something was told, and what it was. What comes again begins
 * with the event that came last, or with the first of its transaction, and leaves nothing
 * out. Only the newest positions are kept.
 */
final class ToldPositions {

	private static final int MAX_SIZE = 500_000;

	private final NavigableMap<EventPosition, Integer> told = new TreeMap<>();

	private final Consumer<String> complaints;

	private @Nullable EventPosition last;

	private boolean mayRepeat;

	ToldPositions(Consumer<String> complaints) {
		this.complaints = complaints;
	}

	void repetitionIsExpected() {
		this.mayRepeat = true;
	}

	void repetitionIsOver() {
		this.mayRepeat = false;
	}

	/**
	 * A row was read, which has another position when it is read again.
	 * @param position the position
	 */
	void read(EventPosition position) {
		if (this.last != null && position.compareTo(this.last) <= 0 && !this.mayRepeat) {
			this.complaints.accept("%s was read after %s, without a fault".formatted(position, this.last));
		}
		this.last = position;
	}

	/**
	 * A change was told.
	 * @param position the position
	 * @param event all that can be said of it
	 */
	void told(EventPosition position, String event) {
		boolean kept = !isForgotten(position);
		Integer before = this.told.put(position, event.hashCode());
		if (before != null && before != event.hashCode()) {
			this.complaints.accept("%s is another event than it was: %s".formatted(position, abbreviate(event)));
		}
		if (this.last != null && position.compareTo(this.last) <= 0) {
			repeated(position, kept && before == null);
		}
		else if (this.last != null && kept && !position.equals(this.told.higherKey(this.last))) {
			this.complaints.accept("%s follows %s, without what was told between them".formatted(position, this.last));
		}
		this.last = position;
		if (this.told.size() > MAX_SIZE) {
			this.told.pollFirstEntry();
		}
	}

	private boolean isForgotten(EventPosition position) {
		return this.told.size() >= MAX_SIZE && position.compareTo(this.told.firstKey()) < 0;
	}

	private void repeated(EventPosition position, boolean isNew) {
		if (!this.mayRepeat) {
			this.complaints.accept("%s came after %s, without a fault".formatted(position, this.last));
		}
		if (isNew) {
			this.complaints.accept("%s came for the first time after %s".formatted(position, this.last));
		}
		EventPosition previous = this.told.lowerKey(position);
		if (!position.equals(this.last) && previous != null && previous.commitLsn().equals(position.commitLsn())) {
			this.complaints.accept("%s came again, without %s before it".formatted(position, previous));
		}
	}

	private static String abbreviate(String event) {
		return StateOracle.abbreviate(event);
	}

}
