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

package dev.pgrealtime.e2e;

import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEntity;

/**
 * An entity such as a user would write it.
 */
@Entity
@Table(name = "orders")
@RealtimeEntity
class Order {

	static final String TABLE = "CREATE TABLE orders (id uuid PRIMARY KEY, status text NOT NULL, total_cents bigint NOT NULL, note text)";

	@Id
	private UUID id = new UUID(0, 0);

	@Enumerated(EnumType.STRING)
	private Status status = Status.PENDING;

	private long totalCents;

	private @Nullable String note;

	protected Order() {
	}

	Order(UUID id, Status status, long totalCents) {
		this.id = id;
		this.status = status;
		this.totalCents = totalCents;
	}

	UUID getId() {
		return this.id;
	}

	Status getStatus() {
		return this.status;
	}

	void setStatus(Status status) {
		this.status = status;
	}

	long getTotalCents() {
		return this.totalCents;
	}

	@Nullable String getNote() {
		return this.note;
	}

	enum Status {

		PENDING, PAID

	}

}
