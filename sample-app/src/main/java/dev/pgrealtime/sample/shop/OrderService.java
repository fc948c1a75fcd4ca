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

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.server.ResponseStatusException;

/**
 * Places, changes and removes the orders of a user, each in one transaction. Those of
 * others are not there.
 */
@Service
@Transactional
class OrderService {

	private static final int MAX_RECENT = 20;

	private final OrderRepository orders;

	private final OrderDetailRepository details;

	private final ProductRepository products;

	OrderService(OrderRepository orders, OrderDetailRepository details, ProductRepository products) {
		this.orders = orders;
		this.details = details;
		this.products = products;
	}

	@Transactional(readOnly = true)
	List<Order> recent(UUID userId, String filter) {
		Specification<Order> own = (order, query, conditions) -> conditions.equal(order.get("userId"), userId);
		return this.orders.findBy(own.and(OrderFilter.parse(filter)),
				(found) -> found.sortBy(Sort.by("createdAt").descending()).limit(MAX_RECENT).all());
	}

	@Transactional(readOnly = true)
	Order get(UUID userId, UUID id) {
		return this.orders.findByIdAndUserId(id, userId)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no order " + id));
	}

	Order place(UUID userId, NewOrder newOrder) {
		List<Item> items = newOrder.lines().stream().map(this::item).toList();
		BigDecimal total = items.stream().map(Item::price).reduce(BigDecimal.ZERO, BigDecimal::add);
		Order order = this.orders
			.save(new Order(userId, newOrder, LocalDate.now(ZoneOffset.UTC), total.movePointRight(2).longValueExact()));
		this.details
			.saveAll(items.stream().map((item) -> new OrderDetail(order, item.product(), item.quantity())).toList());
		return order;
	}

	Order change(UUID userId, UUID id, OrderChange change) {
		Order order = get(userId, id);
		order.apply(change);
		return order;
	}

	void remove(UUID userId, UUID id) {
		this.orders.delete(get(userId, id));
	}

	private Item item(NewOrder.Line line) {
		Product product = this.products.findByName(line.product())
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"There is no product '%s'".formatted(line.product())));
		return new Item(product, line.quantity());
	}

	private record Item(Product product, int quantity) {

		BigDecimal price() {
			return this.product.getPrice().multiply(BigDecimal.valueOf(this.quantity));
		}

	}

}
