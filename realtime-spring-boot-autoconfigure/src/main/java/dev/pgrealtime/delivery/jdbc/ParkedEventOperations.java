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

package dev.pgrealtime.delivery.jdbc;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.delivery.EventDelivery;
import dev.pgrealtime.delivery.Handover;
import dev.pgrealtime.delivery.ParkedEvents;
import dev.pgrealtime.delivery.ResubmissionFailedException;
import dev.pgrealtime.delivery.UnknownListenerException;
import dev.pgrealtime.replication.PgConnections;

/**
 * What people do with parked events: look at them, have them handed over again, or throw
 * them away. Safe for use by several threads.
 */
public final class ParkedEventOperations {

	private final ParkedEventTable table;

	private final ParkedEventDecoder decoder;

	private final ParkedKeyPolicy keyPolicy;

	private final EventDelivery delivery;

	private final Consumer<RealtimeEvent<?>> eventListeners;

	private final Clock clock;

	/** What is being handed over, so that nobody does it twice. */
	private final Set<Long> underway = ConcurrentHashMap.newKeySet();

	/**
	 * Create the operations.
	 * @param connections opens the connections
	 * @param slot the name of the slot that the events come from
	 * @param decoder decodes the events
	 * @param keyPolicy what happens to later events of a row
	 * @param delivery hands over to the methods of {@code @RealtimeListener}
	 * @param eventListeners hands over to the plain {@code @EventListener} methods
	 * @param clock tells the time of a failure
	 */
	public ParkedEventOperations(PgConnections connections, String slot, ParkedEventDecoder decoder,
			ParkedKeyPolicy keyPolicy, EventDelivery delivery, Consumer<RealtimeEvent<?>> eventListeners, Clock clock) {
		this.table = new ParkedEventTable(new OwnDataSource(connections), slot);
		this.decoder = decoder;
		this.keyPolicy = keyPolicy;
		this.delivery = delivery;
		this.eventListeners = eventListeners;
		this.clock = clock;
	}

	/**
	 * Return how many events are parked.
	 * @return their number
	 */
	public long count() {
		return ParkedEventTable.orAbsent(this.table::count, 0L);
	}

	/**
	 * Return parked events, those first that were parked first.
	 * @param listener the id of a listener, or {@code null} for all
	 * @param after the id after which to go on, 0 to begin
	 * @param limit how many to return at most
	 * @return the events
	 */
	public List<ParkedEvent> list(@Nullable String listener, long after, int limit) {
		return ParkedEventTable.orAbsent(() -> this.table.list(listener, after, limit), List.of());
	}

	/**
	 * Return one parked event.
	 * @param id its id
	 * @return the event
	 * @throws UnknownParkedEventException if there is none
	 */
	public ParkedEvent find(long id) {
		return stored(id).event();
	}

	/**
	 * Throw an event away.
	 * @param id its id
	 * @throws UnknownParkedEventException if there is none
	 */
	public void discard(long id) {
		stored(id);
		if (!this.table.delete(id)) {
			throw new UnknownParkedEventException(id);
		}
	}

	/**
	 * Have an event handed over to its listener again, and then those that wait for it.
	 * @param id its id
	 * @return how many were handed over
	 * @throws UnknownParkedEventException if there is none
	 * @throws UnknownListenerException if its listener does not exist any more
	 * @throws ResubmissionFailedException if the listener has thrown again, or another
	 * event has to be handed over before; the event stays
	 */
	public int resubmit(long id) {
		ParkedEventTable.Stored stored = stored(id);
		ParkedEvent event = stored.event();
		requireFirst(event);
		int count = handOver(stored);
		for (Long next = waiting(event); next != null; next = waiting(event)) {
			count += handOver(stored(next));
		}
		return count;
	}

	private void requireFirst(ParkedEvent event) {
		Long first = (this.keyPolicy == ParkedKeyPolicy.WAIT) ? this.table.first(event.listener(), event.keys()) : null;
		if (first != null && first != event.id()) {
			throw new ResubmissionFailedException(
					"Parked event %d waits for %d, an earlier one of its row: resubmit or discard that first"
						.formatted(event.id(), first),
					null);
		}
	}

	private @Nullable Long waiting(ParkedEvent event) {
		return this.table.firstWaiting(event.listener(), event.keys());
	}

	/**
	 * Have all events of a listener handed over again, in the order of the stream. After
	 * one that fails, others of its row are left alone.
	 * @param listener the id of the listener
	 * @return what became of them
	 * @throws UnknownListenerException if the listener does not exist any more
	 */
	public Resubmission resubmitAll(String listener) {
		int count = 0;
		List<String> failures = new ArrayList<>();
		Set<String> failedKeys = new HashSet<>();
		for (Long id : ParkedEventTable.orAbsent(() -> this.table.ids(listener), List.<Long>of())) {
			ParkedEventTable.Stored stored = this.table.find(id);
			if (stored == null || stored.event().keys().stream().anyMatch(failedKeys::contains)) {
				continue;
			}
			try {
				count += handOver(stored);
			}
			catch (ResubmissionFailedException ex) {
				failures.add(String.valueOf(ex.getMessage()));
				failedKeys.addAll(stored.event().keys());
			}
		}
		return new Resubmission(count, failures);
	}

	private int handOver(ParkedEventTable.Stored stored) {
		long id = stored.event().id();
		if (!this.underway.add(id)) {
			throw new ResubmissionFailedException("Parked event %d is being handed over already".formatted(id), null);
		}
		try {
			// Somebody may have finished since it was read
			return (this.table.find(id) != null) ? handOverOnce(stored) : 0;
		}
		finally {
			this.underway.remove(id);
		}
	}

	private int handOverOnce(ParkedEventTable.Stored stored) {
		ParkedEvent event = stored.event();
		Handover handover = attempt(event, () -> this.decoder.decode(ParkedPayload.of(stored.payload().array())));
		if (event.listener().equals(ParkedEvents.UNDECODED)) {
			return handOn(event, handover);
		}
		attempt(event, () -> {
			handOver(event.listener(), handover);
			return true;
		});
		this.table.delete(event.id());
		return 1;
	}

	private void handOver(String listener, Handover handover) {
		if (listener.equals(ParkedEvents.EVENT_LISTENERS)) {
			handover.events().forEach(this.eventListeners);
		}
		else {
			this.delivery.resubmit(listener, handover);
		}
	}

	private int handOn(ParkedEvent event, Handover handover) {
		Set<String> takers = new LinkedHashSet<>();
		handover.events().forEach((decoded) -> takers.addAll(this.delivery.takers(decoded)));
		takers.add(ParkedEvents.EVENT_LISTENERS);
		int count = 0;
		ResubmissionFailedException failure = null;
		for (Long id : this.table.handOn(event.id(), takers)) {
			try {
				count += handOver(stored(id));
			}
			catch (ResubmissionFailedException ex) {
				failure = (failure != null) ? failure : ex;
			}
		}
		if (failure != null) {
			throw failure;
		}
		return count;
	}

	private <T> T attempt(ParkedEvent event, Supplier<T> work) {
		try {
			return work.get();
		}
		catch (UnknownListenerException ex) {
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			Throwable cause = (ex instanceof ResubmissionFailedException && ex.getCause() != null) ? ex.getCause() : ex;
			this.table.failed(event.id(), ErrorText.of(cause), this.clock.instant());
			throw new ResubmissionFailedException("Parked event %d could not be handed over: %s".formatted(event.id(),
					(cause.getMessage() != null) ? cause.getMessage() : cause), cause);
		}
	}

	private ParkedEventTable.Stored stored(long id) {
		ParkedEventTable.Stored stored = ParkedEventTable.<ParkedEventTable
			.@Nullable Stored>orAbsent(() -> this.table.find(id), null);
		if (stored == null) {
			throw new UnknownParkedEventException(id);
		}
		return stored;
	}

	/**
	 * What became of the parked events of a listener.
	 *
	 * @param resubmitted how many were handed over
	 * @param failures why others were not
	 */
	public record Resubmission(int resubmitted, List<String> failures) {

		public Resubmission {
			failures = List.copyOf(failures);
		}

	}

}
