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

package dev.pgrealtime.delivery;

import java.util.List;
import java.util.Set;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.RealtimeEvent;

/**
 * What a listener takes at once: one event, or a part of a transaction.
 *
 * @param events the events; none if the change could not be decoded
 * @param sources what the events were decoded from, in the same order, at least one
 * @param keys the rows that it is about; none if that is unknown, or all of a table
 * @param part the number of the part of the transaction, from 1, or 0 for a single event
 * @param last whether no part of the transaction follows; {@code true} for a single event
 */
public record Handover(List<RealtimeEvent<?>> events, List<EventSource> sources, Set<EventKey> keys, int part,
		boolean last) {

	/**
	 * Create a handover.
	 * @param events the events
	 * @param sources what they were decoded from, at least one
	 * @param keys the rows
	 * @param part the number of the part, or 0
	 * @param last whether no part follows
	 * @throws IllegalArgumentException if there is no source
	 */
	public Handover {
		if (sources.isEmpty()) {
			throw new IllegalArgumentException("There is no handover without a source");
		}
		events = List.copyOf(events);
		sources = List.copyOf(sources);
		keys = Set.copyOf(keys);
	}

	/**
	 * Create the handover of a single event.
	 * @param event the event
	 * @param source what it was decoded from
	 * @param keys the rows
	 * @return a handover
	 */
	public static Handover of(RealtimeEvent<?> event, EventSource source, Set<EventKey> keys) {
		return new Handover(List.of(event), List.of(source), keys, 0, true);
	}

	/**
	 * Return the place in the stream, which identifies the handover to its listener.
	 * @return the position of the first event, or of the change that could not be decoded
	 */
	public EventPosition position() {
		return this.events.isEmpty() ? this.sources.get(0).position() : this.events.get(0).position();
	}

	/**
	 * Return how much memory it keeps, beside the events.
	 * @return the number of bytes of the sources, about
	 */
	long bytes() {
		return this.sources.stream().mapToLong(EventSource::size).sum();
	}

	/**
	 * Describe it to a person.
	 * @return what it is and where it stands
	 */
	String describe() {
		if (isPart()) {
			return "Part %d of the transaction at %s".formatted(this.part, position());
		}
		return this.events.isEmpty() ? "The change at " + position()
				: "%s of %s at %s".formatted(this.events.get(0).action(), this.events.get(0).model(), position());
	}

	/**
	 * Return whether the listener takes transactions rather than single events.
	 * @return {@code true} if it is a part of a transaction
	 */
	public boolean isPart() {
		return this.part > 0;
	}

}
