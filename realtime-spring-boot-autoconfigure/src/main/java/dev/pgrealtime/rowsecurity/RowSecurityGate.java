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

package dev.pgrealtime.rowsecurity;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.hub.Sight;

/**
 * The events that wait until it is known who of one role and claims may see them. Not
 * safe for use by several threads.
 */
final class RowSecurityGate {

	private final DatabaseIdentity identity;

	private List<Entry> waiting = new ArrayList<>();

	private long bytes;

	RowSecurityGate(DatabaseIdentity identity) {
		this.identity = identity;
	}

	DatabaseIdentity identity() {
		return this.identity;
	}

	boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	/**
	 * Have an event wait.
	 * @param event the event
	 * @param rows its rows, or {@code null} if they are unknown
	 * @param answer takes what may be seen of it
	 * @param limits how much may wait
	 * @return whether that is within the limits
	 */
	boolean add(RealtimeEvent<?> event, @Nullable EventRows rows, Consumer<@Nullable Sight> answer,
			RowSecurityLimits limits) {
		Entry last = this.waiting.isEmpty() ? null : this.waiting.get(this.waiting.size() - 1);
		if (last == null || !last.event().position().equals(event.position())) {
			last = new Entry(event, rows, new ArrayList<>(1));
			this.waiting.add(last);
			this.bytes += (rows != null) ? rows.size() : 0;
		}
		last.answers().add(answer);
		return this.waiting.size() <= limits.events() && this.bytes <= limits.bytes();
	}

	/**
	 * Take everything that waits.
	 * @return the entries in their order
	 */
	List<Entry> take() {
		List<Entry> taken = this.waiting;
		this.waiting = new ArrayList<>();
		this.bytes = 0;
		return taken;
	}

	/**
	 * An event, and who wants to know about it.
	 *
	 * @param event the event
	 * @param rows its rows, or {@code null} if they are unknown
	 * @param answers take what may be seen of it
	 */
	record Entry(RealtimeEvent<?> event, @Nullable EventRows rows, List<Consumer<@Nullable Sight>> answers) {

	}

}
