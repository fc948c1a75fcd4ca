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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.TransactionCommitted;
import dev.pgrealtime.replication.SimulatedCatalog.Row;

/**
 * Knows what was committed, watches what is delivered and confirmed, and objects. It
 * knows nothing of how the code does what it does.
 * <p>
 * An event is done at a listener when a call has returned, or it was parked or skipped. A
 * call may begin only when the events before it are done that it has an order with, or a
 * gap that they lie in was told: that is no loss (I1), order (I2) and the gap before what
 * follows it (I10) in one. Within a connection no event comes twice, and between two only
 * if the first has not ended in an orderly way (I3). Nothing is confirmed beyond the
 * commit of the first transaction that is not done everywhere (I4).
 */
final class Invariants {

	private final Map<Long, SimulatedTransaction> byCommit = new HashMap<>();

	private final List<SimulatedTransaction> transactions = new ArrayList<>();

	private final Map<SimulatedListener, EventOrder> orders = new HashMap<>();

	private final Map<List<Long>, EventOrder> keyOrders = new HashMap<>();

	private final Set<List<Object>> failing = new HashSet<>();

	private final Set<String> signals = new HashSet<>();

	/** How many of the first transactions are done. */
	private int complete;

	/** How many are, but for those that were not published. */
	private int confirmable;

	/** The last connection after whose end events may come again. */
	private int lastUnclean = -1;

	/** What the calls of connections before this one end in is of no effect. */
	private int obsoleteBefore;

	Invariants(int keys) {
		for (SimulatedListener listener : SimulatedListener.values()) {
			this.orders.put(listener, new EventOrder(listener));
		}
		for (long table = 0; table < SimulatedChange.TABLES; table++) {
			for (long key = 0; key < keys; key++) {
				this.keyOrders.put(List.of(table, key), new EventOrder(SimulatedListener.KEYED));
			}
		}
	}

	void committed(SimulatedTransaction transaction) {
		this.transactions.add(transaction);
		this.byCommit.put(transaction.commitLsn(), transaction);
		for (SimulatedEvent event : transaction.events()) {
			for (SimulatedListener listener : SimulatedListener.values()) {
				if (listener != SimulatedListener.KEYED) {
					order(listener).add(event);
				}
			}
			switch (event.change().kind()) {
				case TRUNCATE, TRUNCATE_ALL -> this.keyOrders.values().forEach((order) -> order.add(event));
				default -> keyOrder(event).add(event);
			}
		}
	}

	private EventOrder order(SimulatedListener listener) {
		return Objects.requireNonNull(this.orders.get(listener));
	}

	private EventOrder keyOrder(SimulatedEvent event) {
		return Objects.requireNonNull(this.keyOrders.get(List.of((long) event.table(), event.change().key())));
	}

	/**
	 * A connection was opened.
	 * @param connection its number
	 */
	void connected(int connection) {
		this.obsoleteBefore = connection;
	}

	/**
	 * What came with a connection may come again.
	 * @param connection its number
	 */
	void broken(int connection) {
		this.lastUnclean = Math.max(this.lastUnclean, connection);
		this.failing.clear();
	}

	/**
	 * The stream was stopped.
	 * @param connection the number of the last connection
	 * @param orderly whether nothing was left over
	 */
	void stopped(int connection, boolean orderly) {
		if (!orderly || !this.failing.isEmpty()) {
			broken(connection);
		}
		this.obsoleteBefore = connection + 1;
	}

	SimulatedEvent find(RealtimeEvent<?> event) {
		EventPosition position = event.position();
		SimulatedTransaction transaction = this.byCommit.get(position.commitLsn().value());
		if (transaction == null || position.ordinal() < 1 || position.ordinal() > transaction.events().size()) {
			throw new Violation("I3: there is no event at " + position);
		}
		SimulatedEvent expected = transaction.events().get((int) position.ordinal() - 1);
		if (!expected.change().kind().name().startsWith(event.action().name())
				|| !event.model().equals("Table" + expected.table())
				|| !expected.change().text().equals(text(event, expected))) {
			throw new Violation("I3: %s is told as %s".formatted(expected, event));
		}
		return expected;
	}

	private static String text(RealtimeEvent<?> event, SimulatedEvent expected) {
		Row row = (Row) ((event.newEntity() != null) ? event.newEntity() : event.oldEntity());
		return (row != null) ? row.text() : expected.change().text();
	}

	void begins(SimulatedListener listener, SimulatedEvent event, int connection) {
		if (event.isDone(listener) && event.doneOn(listener) > this.lastUnclean) {
			throw new Violation("I3: %s comes to %s again, and there was no fault".formatted(event, listener));
		}
		for (EventOrder.Place place : event.places(listener)) {
			String objection = place.begin(connection);
			if (objection != null) {
				throw new Violation(
						"%s comes to %s with connection %d. %s".formatted(event, listener, connection, objection));
			}
		}
	}

	void succeeds(SimulatedListener listener, SimulatedEvent event, int connection) {
		event.places(listener).forEach(EventOrder.Place::succeed);
		done(listener, event, connection);
	}

	/**
	 * A call has failed.
	 * @param listener the listener
	 * @param events what it took
	 * @param connection the connection that it came with
	 * @param maxAttempts after how many it is skipped, or {@code 0} for never
	 */
	void fails(SimulatedListener listener, List<SimulatedEvent> events, int connection, int maxAttempts) {
		this.failing.add(List.of(listener, events.get(0)));
		int attempts = events.get(0).failed(listener, connection);
		if (attempts == maxAttempts && connection >= this.obsoleteBefore) {
			events.forEach((event) -> done(listener, event, connection));
		}
	}

	void parks(SimulatedListener listener, SimulatedEvent event, int connection) {
		event.park(listener);
		done(listener, event, connection);
	}

	/**
	 * A listener is done with an event, in whichever way.
	 * @param listener the listener
	 * @param event the event
	 * @param connection the connection that it came with
	 */
	void done(SimulatedListener listener, SimulatedEvent event, int connection) {
		this.failing.remove(List.of(listener, event));
		event.done(listener, connection);
	}

	void committedTold(TransactionCommitted committed) {
		SimulatedTransaction transaction = this.byCommit.get(committed.commitLsn().value());
		if (transaction == null || transaction.events().size() != committed.eventCount()) {
			throw new Violation("%s is told as %s".formatted(transaction, committed));
		}
		for (SimulatedEvent event : transaction.events()) {
			if (!event.isDone(SimulatedListener.PLAIN)) {
				throw new Violation("I2: the end of %s is told before %s".formatted(transaction, event));
			}
		}
		transaction.committedTold();
	}

	void signalArrived(String argument) {
		this.signals.add(argument);
	}

	void gapTold(StreamGap gap) {
		for (SimulatedTransaction transaction : this.transactions) {
			if (transaction.isGone() && transaction.commitLsn() >= gap.from().value()
					&& transaction.commitLsn() < gap.to().value()) {
				transaction.excuse();
			}
		}
	}

	/**
	 * The slot was moved, or made anew.
	 * @param position its position
	 */
	void slotMoved(long position) {
		for (SimulatedTransaction transaction : this.transactions) {
			if (transaction.commitLsn() < position) {
				transaction.pass();
			}
		}
	}

	/**
	 * The process has gone that knew what was delivered, and the next one cannot tell
	 * every gap.
	 * @param unnoted the position before which it was not noted where the slot stood
	 */
	void forgotten(long unnoted) {
		for (SimulatedTransaction transaction : this.transactions) {
			if (!transaction.isPublished() || (transaction.isGone() && transaction.commitLsn() < unnoted)) {
				transaction.excuse();
			}
		}
	}

	/**
	 * Check what is said to be done.
	 * @param confirmed the position before which that is everything
	 */
	void confirms(Lsn confirmed) {
		while (this.confirmable < this.transactions.size() && (this.transactions.get(this.confirmable).isComplete()
				|| !this.transactions.get(this.confirmable).isPublished())) {
			this.confirmable++;
		}
		if (this.confirmable < this.transactions.size()
				&& confirmed.value() > this.transactions.get(this.confirmable).commitLsn()) {
			throw new Violation("I4: %s is confirmed, and %s is not done".formatted(confirmed,
					this.transactions.get(this.confirmable)));
		}
	}

	boolean allComplete() {
		while (this.complete < this.transactions.size() && this.transactions.get(this.complete).isComplete()) {
			this.complete++;
		}
		return this.complete == this.transactions.size();
	}

	/**
	 * Check what remains when everything is over.
	 */
	void atRest() {
		this.orders.values().forEach(Invariants::requireFresh);
		this.keyOrders.values().forEach(Invariants::requireFresh);
		for (SimulatedTransaction transaction : this.transactions) {
			for (SimulatedChange change : transaction.changes()) {
				if (change.kind() == SimulatedChange.Kind.SIGNAL && !transaction.isExcused()
						&& transaction.isPublished() && !transaction.events().isEmpty()
						&& !this.signals.contains(change.text())) {
					throw new Violation("I1: the signal of %s has not arrived".formatted(transaction));
				}
			}
		}
	}

	private static void requireFresh(EventOrder order) {
		String stale = order.stale();
		if (stale != null) {
			throw new Violation(stale);
		}
	}

	/**
	 * An invariant does not hold.
	 */
	static final class Violation extends Error {

		private static final long serialVersionUID = 1L;

		Violation(String message) {
			super(message);
		}

	}

}
