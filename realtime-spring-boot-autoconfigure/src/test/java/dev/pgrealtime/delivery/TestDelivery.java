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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.EventMetadata;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.replication.Backoff;
import dev.pgrealtime.replication.LedgerProbe;

/**
 * A delivery to the listeners of an application context, and a stream that a test makes
 * up. A transaction that commits at n ends at n + 1.
 */
final class TestDelivery implements AutoCloseable {

	static final EntityModel<Item> MODEL = new EntityModel<>("Item", Item.class, "item", Set.of("id", "text"));

	/** The identifier of a row of which two may wait at a time. */
	static final Long LARGE = -1L;

	private static final int BUFFER_SIZE = 1_000_000;

	private final ManualClock clock = new ManualClock();

	private final ParkedList parkedList = new ParkedList();

	private final List<String> observed = new CopyOnWriteArrayList<>();

	private final ListenerThreads threads = ListenerThreads.platform();

	private final AnnotationConfigApplicationContext context;

	private final LaneDelivery delivery;

	private LedgerProbe ledger = new LedgerProbe();

	private long commitLsn = 10;

	private long ordinal;

	TestDelivery(Class<?>... listeners) {
		this(settings(), listeners);
	}

	TestDelivery(DeliverySettings settings, Class<?>... listeners) {
		this(settings, null, listeners);
	}

	TestDelivery(DeliverySettings settings, @Nullable OnceOnly onceOnly, Class<?>... listeners) {
		this.context = new AnnotationConfigApplicationContext();
		this.context.registerBean(RealtimeListenerFactory.class);
		this.context.register(listeners);
		this.context.refresh();
		this.delivery = new LaneDelivery(this.context.getBean(RealtimeListenerFactory.class),
				new EventKeys(List.of(MODEL), (entity) -> ((Item) entity).id()), settings,
				new DeliveryCollaborators(this.threads.executor(), this.clock,
						(listenerId, duration, succeeded) -> this.observed.add(listenerId + " " + succeeded),
						this.parkedList, onceOnly));
		this.delivery.start();
		connected();
	}

	static DeliverySettings settings() {
		return settings(ExhaustionPolicy.PARK, 3, 1000, 1000);
	}

	static DeliverySettings settings(ExhaustionPolicy onExhausted, int maxAttempts, int maxInFlight, int batchSize) {
		return new DeliverySettings(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)), maxAttempts,
				onExhausted, maxInFlight, BUFFER_SIZE, batchSize);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	AnnotationConfigApplicationContext context() {
		return this.context;
	}

	LaneDelivery delivery() {
		return this.delivery;
	}

	ManualClock clock() {
		return this.clock;
	}

	ParkedList parkedList() {
		return this.parkedList;
	}

	List<String> observed() {
		return this.observed;
	}

	LedgerProbe ledger() {
		return this.ledger;
	}

	long confirmed() {
		return this.ledger.confirmed().value();
	}

	void connected() {
		this.ledger = new LedgerProbe();
		this.ordinal = 0;
		this.delivery.connected();
	}

	RealtimeEvent<Item> insert(@Nullable Long id) {
		return deliver(new EntityInserted<>(metadata(), image(id), id));
	}

	RealtimeEvent<Item> parked(Long id) {
		return new EntityInserted<>(metadata(), image(id), id);
	}

	RealtimeEvent<Item> update(Long formerId, Long id) {
		return deliver(new EntityUpdated<>(metadata(), image(formerId), image(id), id, Set.of(), Set.of()));
	}

	RealtimeEvent<Item> truncate() {
		return deliver(new TableTruncated<>(metadata(), false, false));
	}

	/**
	 * End the transaction.
	 * @return the position that is confirmed when all of it is done
	 */
	long commit() {
		this.delivery.committed(this.ledger.current());
		this.ledger.end(new Lsn(this.commitLsn + 1));
		this.commitLsn += 10;
		this.ordinal = 0;
		return this.commitLsn - 9;
	}

	<T> RealtimeEvent<T> deliver(RealtimeEvent<T> event) {
		this.delivery.deliver(event, TestDelivery::source, this.ledger.current());
		return event;
	}

	EventMetadata<Item> metadata() {
		return new EventMetadata<>(MODEL, new EventPosition(new Lsn(this.commitLsn), ++this.ordinal), 7, Instant.EPOCH);
	}

	private static EntityImage<Item> image(@Nullable Long id) {
		return new EntityImage<>(new Item(id), Set.of());
	}

	static EventSource source(RealtimeEvent<?> event) {
		return new EventSource() {

			@Override
			public EventPosition position() {
				return event.position();
			}

			@Override
			public List<byte[]> messages() {
				return new ArrayList<>();
			}

			@Override
			public long size() {
				return LARGE.equals(event.id()) ? BUFFER_SIZE / 2 : 100;
			}

		};
	}

	@Override
	public void close() {
		this.delivery.stop();
		this.threads.close();
		this.context.close();
	}

	/**
	 * An entity.
	 */
	static class Item {

		private final @Nullable Long id;

		Item(@Nullable Long id) {
			this.id = id;
		}

		@Nullable Long id() {
			return this.id;
		}

	}

}
