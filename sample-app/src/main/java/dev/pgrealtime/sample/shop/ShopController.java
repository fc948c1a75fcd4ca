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

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.validation.Valid;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.pgrealtime.sample.user.ShopUser;

/**
 * The shop over HTTP, as the user who asks may see it.
 */
@RestController
@RequestMapping("/api")
class ShopController {

	private final OrderService orders;

	private final ProductRepository products;

	ShopController(OrderService orders, ProductRepository products) {
		this.orders = orders;
		this.products = products;
	}

	@GetMapping("/user")
	Map<String, Object> user(@AuthenticationPrincipal ShopUser user) {
		return Map.of("id", user.getId(), "name", user.getUsername());
	}

	@GetMapping("/products")
	List<Product> products() {
		return this.products.findAllByOrderByName();
	}

	@GetMapping("/orders")
	List<Order> recentOrders(@AuthenticationPrincipal ShopUser user, @RequestParam(defaultValue = "") String filter) {
		return this.orders.recent(user.getId(), filter);
	}

	@PostMapping("/orders")
	ResponseEntity<Order> placeOrder(@AuthenticationPrincipal ShopUser user, @RequestBody @Valid NewOrder newOrder) {
		Order order = this.orders.place(user.getId(), newOrder);
		return ResponseEntity.created(URI.create("/api/orders/" + order.getId())).body(order);
	}

	@GetMapping("/orders/{id}")
	Order order(@AuthenticationPrincipal ShopUser user, @PathVariable UUID id) {
		return this.orders.get(user.getId(), id);
	}

	@PatchMapping("/orders/{id}")
	Order changeOrder(@AuthenticationPrincipal ShopUser user, @PathVariable UUID id,
			@RequestBody @Valid OrderChange change) {
		return this.orders.change(user.getId(), id, change);
	}

	@DeleteMapping("/orders/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void removeOrder(@AuthenticationPrincipal ShopUser user, @PathVariable UUID id) {
		this.orders.remove(user.getId(), id);
	}

}
