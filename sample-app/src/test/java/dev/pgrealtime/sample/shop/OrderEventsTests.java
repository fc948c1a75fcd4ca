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

package dev.pgrealtime.sample.shop;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.server.ResponseStatusException;

import dev.pgrealtime.test.RealtimeEvents;
import dev.pgrealtime.test.RealtimeTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what the shop publishes.
 */
@SpringBootTest
@RealtimeTest
class OrderEventsTests {

	private static final UUID USER = UUID.fromString("ada00000-0000-4000-8000-000000000001");

	private final OrderService orders;

	private final JdbcClient jdbc;

	private final RealtimeEvents events;

	OrderEventsTests(@Autowired OrderService orders, @Autowired JdbcClient jdbc, @Autowired RealtimeEvents events) {
		this.orders = orders;
		this.jdbc = jdbc;
		this.events = events;
	}

	@Test
	void orderIsPublishedWithItsLines() {
		Order order = place();
		assertThat(this.events).inserted(Order.class)
			.singleElement()
			.hasId(order.getId())
			.newEntity()
			.satisfies((placed) -> {
				assertThat(placed.getShipAddress()).isEqualTo("12 Harbour Street");
				assertThat(placed.getMetadata()).containsEntry("gift", true);
				assertThat(placed.getTotalCents()).isEqualTo(4250);
			});
		assertThat(this.events).inserted(OrderDetail.class)
			.extracting((event) -> event.newEntity().getProductName())
			.containsExactlyInAnyOrder("Stoneware cup", "Filter papers, 100");
	}

	@Test
	void paymentIsPublishedAsChangeOfTheStatus() {
		Order order = place();
		this.events.clear();
		this.orders.change(USER, order.getId(), new OrderChange(OrderStatus.PAID, null, null, null, null));
		assertThat(this.events).updated(Order.class)
			.singleElement()
			.hasId(order.getId())
			.hasChangedOnly("status", "updatedAt")
			.oldEntity()
			.extracting(Order::getStatus)
			.isEqualTo(OrderStatus.PENDING);
	}

	@Test
	void priceThatAPersonChangesBySqlIsPublished() {
		this.jdbc.sql("UPDATE products SET price = price + 1 WHERE name = 'Hand grinder'").update();
		assertThat(this.events).updated(Product.class).singleElement().hasChangedOnly("price");
	}

	@Test
	void removedOrderIsPublishedWithItsLines() {
		Order order = place();
		this.events.clear();
		this.orders.remove(USER, order.getId());
		assertThat(this.events).deleted(Order.class).singleElement().hasId(order.getId());
		assertThat(this.events).deleted(OrderDetail.class).hasSize(2);
	}

	@Test
	void orderThatIsRefusedIsNotPublished() {
		NewOrder order = order(new NewOrder.Line("Stoneware cup", 1), new NewOrder.Line("Gold", 1));
		assertThatExceptionOfType(ResponseStatusException.class).isThrownBy(() -> this.orders.place(USER, order));
		assertThat(this.events).isEmpty();
	}

	private Order place() {
		return this.orders.place(USER,
				order(new NewOrder.Line("Stoneware cup", 2), new NewOrder.Line("Filter papers, 100", 1)));
	}

	private static NewOrder order(NewOrder.Line... lines) {
		return new NewOrder("12 Harbour Street", null, null, Map.of("gift", true), List.of(lines));
	}

}
