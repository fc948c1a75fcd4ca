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

package dev.pgrealtime.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityRead;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.StreamLeadershipGained;
import dev.pgrealtime.StreamLeadershipLost;
import dev.pgrealtime.TransactionCommitted;
import dev.pgrealtime.delivery.EventDelivery;
import dev.pgrealtime.delivery.EventSources;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.mapping.ReadMark;
import dev.pgrealtime.pgoutput.Begin;
import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.Commit;
import dev.pgrealtime.pgoutput.LogicalMessage;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.pgoutput.PgOutputProtocolException;
import dev.pgrealtime.pgoutput.Relation;
import dev.pgrealtime.pgoutput.Truncate;
import dev.pgrealtime.replication.StreamLostException;
import dev.pgrealtime.replication.Unconfirmed;
import dev.pgrealtime.replication.WalHandler;
import dev.pgrealtime.replication.WalRecord;

/**
 * Turns the messages of the stream into events, hands them over to the delivery, and
 * publishes them, first to the {@code @EventListener} methods, then to the observers.
 * Belongs to the dispatcher thread.
 */
public final class EventPipeline implements WalHandler, AutoCloseable {

	private static final Log logger = LogFactory.getLog(EventPipeline.class);

	private final EntityCatalog catalog;

	private final EventDelivery delivery;

	private final TransactionSources sources = new TransactionSources();

	private final EventListeners eventListeners;

	private final UndecodableChanges undecodableChanges;

	private final List<EventObserver> observers;

	private final StreamSignals signals;

	private final LongSupplier nanoTime;

	private @Nullable ChangeDecoder decoder;

	private @Nullable Begin transaction;

	/**
	 * Whether the rows of the transaction were there before.
	 */
	private boolean reading;

	private long ordinal;

	private long eventCount;

	/**
	 * The number of the last change that was decoded. If one of its listeners throws it
	 * is told again, and goes on with the event that failed.
	 */
	private long decoded;

	/**
	 * The events of the signal that is being handled, or {@code null} before it has
	 * arrived.
	 */
	private @Nullable List<SourcedEvent> signalled;

	private List<RealtimeEvent<?>> events = List.of();

	private int published;

	/**
	 * How many of the events were handed over to the delivery, which takes each once.
	 */
	private int delivered;

	/**
	 * Create a pipeline.
	 * @param catalog the entities
	 * @param delivery delivers to the listeners that go their own way
	 * @param eventListeners publishes to the other ones
	 * @param undecodableChanges decides about what cannot be decoded
	 * @param observers are told afterwards
	 * @param signals takes the messages that we wrote ourselves
	 * @param nanoTime the monotonic clock that times the listeners
	 */
	public EventPipeline(EntityCatalog catalog, EventDelivery delivery, EventListeners eventListeners,
			UndecodableChanges undecodableChanges, List<EventObserver> observers, StreamSignals signals,
			LongSupplier nanoTime) {
		this.catalog = catalog;
		this.delivery = delivery;
		this.eventListeners = eventListeners;
		this.undecodableChanges = undecodableChanges;
		this.observers = List.copyOf(observers);
		this.signals = signals;
		this.nanoTime = nanoTime;
	}

	@Override
	public void connected() {
		close();
		this.decoder = this.catalog.newDecoder(this.undecodableChanges.scope());
		this.transaction = null;
		this.signalled = null;
		take(List.of());
		this.sources.connected();
		this.undecodableChanges.connected();
		this.eventListeners.connected();
		this.delivery.connected();
		this.signals.connected();
	}

	@Override
	public void streaming(Lsn from) {
		this.eventListeners.publish(new StreamLeadershipGained(from));
	}

	@Override
	public void streamEnded() {
		try {
			this.eventListeners.publish(new StreamLeadershipLost());
		}
		catch (RuntimeException | Error ex) {
			logger.error("A listener could not handle that the stream has ended", ex);
		}
	}

	@Override
	public void handle(WalRecord record) {
		PgOutputMessage message = record.message();
		this.signals.follow(message);
		if (message instanceof Change change) {
			publish(change, record);
		}
		else if (message instanceof Begin begin) {
			this.sources.begin(begin, record.bytes());
			this.transaction = begin;
			this.reading = false;
			this.ordinal = 0;
			this.decoded = 0;
			this.eventCount = 0;
			this.observers.forEach(EventObserver::began);
		}
		else if (message instanceof Commit commit) {
			publish(commit, record.unconfirmed());
		}
		else if (message instanceof Relation relation) {
			this.sources.define(relation, record.bytes());
			define(relation);
		}
		else if (message instanceof LogicalMessage logicalMessage) {
			Begin transaction = this.transaction;
			if (transaction != null && ReadMark.is(logicalMessage, transaction)) {
				this.reading = true;
				this.sources.mark(record.bytes());
				publishRest(record.unconfirmed());
			}
			else {
				publish(logicalMessage, record.unconfirmed());
			}
		}
		this.undecodableChanges.throwWithheld();
	}

	private void define(Relation relation) {
		try {
			decoder().define(relation);
		}
		catch (MappingException ex) {
			this.undecodableChanges.undecodable(ex);
		}
	}

	private void publish(Change change, WalRecord record) {
		this.undecodableChanges.park();
		if (this.decoded <= this.ordinal) {
			this.sources.change(change, this.ordinal + 1, record.bytes());
			take(decode(change));
			this.decoded = this.ordinal + 1;
		}
		publishTaken(record.unconfirmed());
		take(List.of());
		this.sources.keep(decoder().waiting());
		this.ordinal += (change instanceof Truncate truncate) ? truncate.relationIds().size() : 1;
	}

	private void publish(LogicalMessage message, Unconfirmed unconfirmed) {
		if (this.signalled == null) {
			List<SourcedEvent> arrived = this.signals.arrived(message, this.transaction, unconfirmed);
			this.signalled = arrived;
			take(arrived.stream().<RealtimeEvent<?>>map(SourcedEvent::event).toList());
		}
		publishTaken(unconfirmed);
		take(List.of());
		this.signalled = null;
	}

	private List<RealtimeEvent<?>> decode(Change change) {
		try {
			return read(decoder().decode(change, transaction(), this.ordinal + 1));
		}
		catch (EventDecodingException ex) {
			this.undecodableChanges.undecodable(ex, () -> this.sources.from(ex.position().ordinal()));
			return List.of();
		}
	}

	private List<RealtimeEvent<?>> decodeRest() {
		while (true) {
			try {
				return read(decoder().decodeRest());
			}
			catch (EventDecodingException ex) {
				this.undecodableChanges.undecodable(ex, () -> this.sources.from(ex.position().ordinal()));
			}
		}
	}

	private List<RealtimeEvent<?>> read(List<RealtimeEvent<?>> inserted) {
		return this.reading ? inserted.stream().<RealtimeEvent<?>>map(EntityRead::of).toList() : inserted;
	}

	private void take(List<RealtimeEvent<?>> events) {
		this.events = events;
		this.published = 0;
		this.delivered = 0;
	}

	private void publishTaken(Unconfirmed unconfirmed) {
		while (this.published < this.events.size()) {
			RealtimeEvent<?> event = this.events.get(this.published);
			EventSources sources = sources(this.published);
			if (this.published > 0 && !unconfirmed.isOurs()) {
				throw new StreamLostException();
			}
			if (this.delivered == this.published) {
				this.delivery.deliver(event, sources, unconfirmed);
				this.delivered++;
			}
			long start = this.nanoTime.getAsLong();
			this.eventListeners.publish(event, sources);
			Duration listenerTime = Duration.ofNanos(this.nanoTime.getAsLong() - start);
			this.published++;
			this.eventCount++;
			this.observers.forEach((observer) -> observer.published(event, sources, listenerTime));
		}
	}

	private EventSources sources(int index) {
		List<SourcedEvent> signalled = this.signalled;
		return (signalled != null) ? (event) -> signalled.get(index).source() : this.sources;
	}

	private void publish(Commit commit, Unconfirmed unconfirmed) {
		this.undecodableChanges.park();
		publishRest(unconfirmed);
		if (this.eventCount > 0) {
			this.delivery.committed(unconfirmed);
			this.eventListeners.publish(new TransactionCommitted(transaction().transactionId(), commit.commitLsn(),
					commit.endLsn(), commit.commitTimestamp(), this.eventCount));
			this.observers.forEach(EventObserver::committed);
		}
		this.transaction = null;
	}

	private void publishRest(Unconfirmed unconfirmed) {
		do {
			publishTaken(unconfirmed);
			take(decodeRest());
		}
		while (!this.events.isEmpty());
	}

	@Override
	public void gap(StreamGap gap) {
		this.signals.gap();
		this.eventListeners.publish(gap);
		this.observers.forEach((observer) -> observer.gap(gap));
	}

	@Override
	public void close() {
		if (this.decoder != null) {
			this.decoder.close();
			this.decoder = null;
		}
	}

	private ChangeDecoder decoder() {
		if (this.decoder == null) {
			throw new IllegalStateException("No connection was announced");
		}
		return this.decoder;
	}

	private Begin transaction() {
		if (this.transaction == null) {
			throw new PgOutputProtocolException("Change", 0, "it belongs to no transaction");
		}
		return this.transaction;
	}

}
