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
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

import dev.pgrealtime.RealtimeEntity;

/**
 * A line of an order, with the product as it was when it was ordered.
 */
@Entity
@Table(name = "order_details")
@RealtimeEntity(tenant = "userId")
public class OrderDetail extends ShopEntity {

	@ManyToOne(fetch = FetchType.LAZY, optional = false)
	private Order order;

	private UUID userId;

	private String productName;

	private int quantity;

	@Column(precision = 10, scale = 2)
	private BigDecimal unitPrice;

	@SuppressWarnings("NullAway.Init")
	protected OrderDetail() {
	}

	OrderDetail(Order order, Product product, int quantity) {
		this.order = order;
		this.userId = order.getUserId();
		this.productName = product.getName();
		this.quantity = quantity;
		this.unitPrice = product.getPrice();
	}

	public Order getOrder() {
		return this.order;
	}

	public UUID getUserId() {
		return this.userId;
	}

	public String getProductName() {
		return this.productName;
	}

	public int getQuantity() {
		return this.quantity;
	}

	public BigDecimal getUnitPrice() {
		return this.unitPrice;
	}

}
