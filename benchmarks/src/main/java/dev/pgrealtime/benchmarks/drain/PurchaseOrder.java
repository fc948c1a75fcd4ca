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

package dev.pgrealtime.benchmarks.drain;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEntity;

/**
 * A row of eleven columns. The JSON stays text, as Debezium too leaves it.
 */
@Entity
@Table(name = "purchase_order")
@RealtimeEntity
public class PurchaseOrder {

	@Id
	private @Nullable Long id;

	private long customerId;

	private int quantity;

	private @Nullable BigDecimal total;

	private @Nullable String status;

	private @Nullable String note;

	private @Nullable UUID reference;

	private boolean paid;

	private @Nullable Instant createdAt;

	private @Nullable LocalDateTime deliverAt;

	@JdbcTypeCode(SqlTypes.JSON)
	private @Nullable String attributes;

	/**
	 * Create an order, as JPA does.
	 */
	protected PurchaseOrder() {
	}

	/**
	 * Return the identifier.
	 * @return the identifier
	 */
	public @Nullable Long getId() {
		return this.id;
	}

	/**
	 * Return who ordered.
	 * @return the number of the customer
	 */
	public long getCustomerId() {
		return this.customerId;
	}

	/**
	 * Return how much was ordered.
	 * @return the number of pieces
	 */
	public int getQuantity() {
		return this.quantity;
	}

	/**
	 * Return what it costs.
	 * @return the total
	 */
	public @Nullable BigDecimal getTotal() {
		return this.total;
	}

	/**
	 * Return how far it is.
	 * @return the status
	 */
	public @Nullable String getStatus() {
		return this.status;
	}

	/**
	 * Return what else is to be said.
	 * @return the note
	 */
	public @Nullable String getNote() {
		return this.note;
	}

	/**
	 * Return the public identifier.
	 * @return the reference
	 */
	public @Nullable UUID getReference() {
		return this.reference;
	}

	/**
	 * Return whether it is paid.
	 * @return {@code true} if it is
	 */
	public boolean isPaid() {
		return this.paid;
	}

	/**
	 * Return when it was made.
	 * @return the time
	 */
	public @Nullable Instant getCreatedAt() {
		return this.createdAt;
	}

	/**
	 * Return when it is wanted.
	 * @return the local time
	 */
	public @Nullable LocalDateTime getDeliverAt() {
		return this.deliverAt;
	}

	/**
	 * Return the rest.
	 * @return a JSON object
	 */
	public @Nullable String getAttributes() {
		return this.attributes;
	}

}
