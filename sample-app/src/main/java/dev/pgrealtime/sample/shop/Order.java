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

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEntity;

/**
 * An order of a user, to whom alone its changes are streamed.
 */
@Entity
@Table(name = "orders")
@RealtimeEntity(tenant = "userId")
public class Order extends ShopEntity {

	private UUID userId;

	@Enumerated(EnumType.STRING)
	@JdbcTypeCode(SqlTypes.NAMED_ENUM)
	private OrderStatus status = OrderStatus.PENDING;

	private LocalDate orderDate;

	private @Nullable LocalDate requiredDate;

	private @Nullable LocalTime preferredShipTime;

	private String shipAddress;

	@JdbcTypeCode(SqlTypes.JSON)
	private Map<String, Object> metadata;

	private long totalCents;

	@SuppressWarnings("NullAway.Init")
	protected Order() {
	}

	Order(UUID userId, NewOrder order, LocalDate orderDate, long totalCents) {
		this.userId = userId;
		this.orderDate = orderDate;
		this.requiredDate = order.requiredDate();
		this.preferredShipTime = order.preferredShipTime();
		this.shipAddress = order.shipAddress();
		this.metadata = (order.metadata() != null) ? order.metadata() : Map.of();
		this.totalCents = totalCents;
	}

	void apply(OrderChange change) {
		this.status = (change.status() != null) ? change.status() : this.status;
		this.shipAddress = (change.shipAddress() != null) ? change.shipAddress() : this.shipAddress;
		this.requiredDate = (change.requiredDate() != null) ? change.requiredDate() : this.requiredDate;
		this.preferredShipTime = (change.preferredShipTime() != null) ? change.preferredShipTime()
				: this.preferredShipTime;
		this.metadata = (change.metadata() != null) ? change.metadata() : this.metadata;
	}

	public UUID getUserId() {
		return this.userId;
	}

	public OrderStatus getStatus() {
		return this.status;
	}

	public LocalDate getOrderDate() {
		return this.orderDate;
	}

	public @Nullable LocalDate getRequiredDate() {
		return this.requiredDate;
	}

	public @Nullable LocalTime getPreferredShipTime() {
		return this.preferredShipTime;
	}

	public String getShipAddress() {
		return this.shipAddress;
	}

	public Map<String, Object> getMetadata() {
		return this.metadata;
	}

	public long getTotalCents() {
		return this.totalCents;
	}

}
