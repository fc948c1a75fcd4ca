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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.TransactionChanges;
import dev.pgrealtime.delivery.TestDelivery.Item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TransactionParts}.
 */
class TransactionPartsTests {

	private final TestDelivery delivery = new TestDelivery(TestDelivery.settings(ExhaustionPolicy.PARK, 1, 5, 3),
			Listener.class);

	private final Listener listener = this.delivery.bean(Listener.class);

	@AfterEach
	void close() {
		this.delivery.close();
	}

	@Test
	void aTransactionArrivesAtOnce() {
		List<RealtimeEvent<Item>> events = insert(2);
		assertThat(this.listener.parts).isEmpty();
		commit();
		assertThat(this.listener.parts).containsExactly(new TransactionChanges<>(events, 1, true));
		assertThat(this.listener.lists).isEmpty();
	}

	@Test
	void aTransactionThatJustFitsIsTheFirstAndLastPart() {
		insert(3);
		commit();
		assertParts("1: 3 last");
	}

	@Test
	void aLongTransactionArrivesInPartsOfWhichTheLastOneSaysSo() {
		List<RealtimeEvent<Item>> events = insert(8);
		commit();
		insert(6);
		commit();
		assertParts("1: 3", "2: 3", "3: 2 last", "1: 3", "2: 3 last");
		assertThat(this.listener.parts.stream().limit(3).flatMap((part) -> part.events().stream())).isEqualTo(events);
	}

	@Test
	void aPartHasNoMoreBytesThanMayWait() {
		for (int i = 0; i < 5; i++) {
			this.delivery.insert(TestDelivery.LARGE);
		}
		commit();
		insert(3);
		commit();
		assertParts("1: 2", "2: 2", "3: 1 last", "1: 3 last");
	}

	@Test
	void aListHoldsTheEventsOfItsTypeOnly() {
		this.delivery.insert(1L);
		RealtimeEvent<Item> first = this.delivery.update(1L, 1L);
		this.delivery.insert(2L);
		RealtimeEvent<Item> second = this.delivery.update(2L, 2L);
		commit();
		assertThat(this.listener.lists).isEqualTo(List.of(List.of(first, second)));
		assertParts("1: 3", "2: 1 last");
	}

	@Test
	void anotherConnectionForgetsWhatWasGathered() {
		insert(4);
		this.delivery.connected();
		List<RealtimeEvent<Item>> events = insert(2);
		commit();
		assertThat(this.listener.parts.get(this.listener.parts.size() - 1)).hasSize(2)
			.isEqualTo(new TransactionChanges<>(events, 1, true));
	}

	@Test
	void aPartIsParkedAsAWhole() {
		this.listener.failing = true;
		List<RealtimeEvent<Item>> events = insert(4);
		commit();
		assertThat(this.delivery.parkedList().parked()).extracting((failed) -> failed.handover().part())
			.containsExactly(1, 2);
		assertThat(this.delivery.parkedList().parked().get(0).handover()).satisfies((handover) -> {
			assertThat(handover.events()).isEqualTo(events.subList(0, 3));
			assertThat(handover.sources()).extracting(EventSource::position)
				.containsExactly(events.get(0).position(), events.get(1).position(), events.get(2).position());
			assertThat(handover.keys()).hasSize(3);
			assertThat(handover.last()).isFalse();
		});
	}

	private List<RealtimeEvent<Item>> insert(int count) {
		return new ArrayList<>(IntStream.range(0, count).mapToObj((id) -> this.delivery.insert((long) id)).toList());
	}

	private void commit() {
		long end = this.delivery.commit();
		await().until(() -> this.delivery.confirmed() == end);
	}

	private void assertParts(String... parts) {
		assertThat(this.listener.parts)
			.extracting((part) -> part.part() + ": " + part.events().size() + (part.last() ? " last" : ""))
			.containsExactly(parts);
	}

	static class Listener {

		private final List<TransactionChanges<Item>> parts = new CopyOnWriteArrayList<>();

		private final List<List<EntityUpdated<Item>>> lists = new CopyOnWriteArrayList<>();

		private volatile boolean failing;

		@RealtimeListener
		void on(TransactionChanges<Item> changes) {
			if (this.failing) {
				throw new IllegalStateException("failing");
			}
			this.parts.add(changes);
		}

		@RealtimeListener
		void updated(List<EntityUpdated<Item>> events) {
			this.lists.add(events);
		}

	}

}
