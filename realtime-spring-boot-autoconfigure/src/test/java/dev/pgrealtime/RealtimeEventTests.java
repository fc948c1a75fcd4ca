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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RealtimeEvent}.
 */
class RealtimeEventTests {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Listener.class);

	private final Listener listener = this.context.getBean(Listener.class);

	@AfterEach
	void closeContext() {
		this.context.close();
	}

	@Test
	void insertReachesListenersOfItsTypeAndEntity() {
		this.context.publishEvent(Events.inserted(new Order()));
		assertThat(this.listener.received).containsExactlyInAnyOrder("EntityInserted<Order>", "RealtimeEvent<Order>",
				"RealtimeEvent<?>");
	}

	@Test
	void insertOfAnotherEntityReachesItsOwnListeners() {
		this.context.publishEvent(Events.inserted(new Product()));
		assertThat(this.listener.received).containsExactlyInAnyOrder("EntityInserted<Product>", "RealtimeEvent<?>");
	}

	@Test
	void insertOfASubclassReachesListenersOfTheExactEntityOnly() {
		this.context.publishEvent(Events.inserted(new GiftOrder()));
		assertThat(this.listener.received).containsExactly("RealtimeEvent<?>");
	}

	@Test
	void otherActionsReachListenersOfTheSealedType() {
		this.context.publishEvent(Events.updated(new Order(), new Order(), Set.of(), Set.of()));
		this.context.publishEvent(Events.deleted(new Order()));
		this.context.publishEvent(Events.truncated(new Order()));
		assertThat(this.listener.received).hasSize(6).containsOnly("RealtimeEvent<Order>", "RealtimeEvent<?>");
	}

	@Test
	void actionTellsTheTypesApart() {
		assertThat(Events.inserted(new Order()).action()).isEqualTo(EventAction.INSERT);
		assertThat(Events.updated(new Order(), new Order(), Set.of(), Set.of()).action()).isEqualTo(EventAction.UPDATE);
		assertThat(Events.deleted(new Order()).action()).isEqualTo(EventAction.DELETE);
		assertThat(Events.truncated(new Order()).action()).isEqualTo(EventAction.TRUNCATE);
	}

	@Test
	void entitiesAreNullWhereTheyDoNotApply() {
		Order order = new Order();
		RealtimeEvent<Order> inserted = Events.inserted(order);
		assertThat(inserted.oldEntity()).isNull();
		assertThat(inserted.newEntity()).isSameAs(order);
		RealtimeEvent<Order> deleted = Events.deleted(order);
		assertThat(deleted.oldEntity()).isSameAs(order);
		assertThat(deleted.newEntity()).isNull();
		RealtimeEvent<Order> truncated = Events.truncated(order);
		assertThat(truncated.oldEntity()).isNull();
		assertThat(truncated.newEntity()).isNull();
		assertThat(truncated.id()).isNull();
	}

	@Test
	void metadataIsAtHand() {
		RealtimeEvent<Order> event = Events.inserted(new Order());
		assertThat(event.model()).isEqualTo("Order");
		assertThat(event.entityType()).isEqualTo(Order.class);
		assertThat(event.channel()).isEqualTo("orders");
		assertThat(event.position()).isEqualTo(EventPosition.parse("0/10:1"));
		assertThat(event.transactionId()).isEqualTo(742);
		assertThat(event.commitTimestamp()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
		assertThat(event.changedAttributes()).isEmpty();
	}

	static class Order {

	}

	static class GiftOrder extends Order {

	}

	static class Product {

	}

	static class Listener {

		private final List<String> received = new ArrayList<>();

		@EventListener
		void insertedOrder(EntityInserted<Order> event) {
			this.received.add("EntityInserted<Order>");
		}

		@EventListener
		void insertedProduct(EntityInserted<Product> event) {
			this.received.add("EntityInserted<Product>");
		}

		@EventListener
		void anyOfOrder(RealtimeEvent<Order> event) {
			this.received.add("RealtimeEvent<Order>");
		}

		@EventListener
		void any(RealtimeEvent<?> event) {
			this.received.add("RealtimeEvent<?>");
		}

	}

}
