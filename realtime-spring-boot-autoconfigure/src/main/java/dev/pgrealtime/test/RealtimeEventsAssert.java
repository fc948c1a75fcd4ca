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

package dev.pgrealtime.test;

import java.util.ArrayList;
import java.util.List;

import org.assertj.core.api.AbstractAssert;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;

/**
 * Assertions about the events that were published, as they were when
 * {@code assertThat(events)} was called. A class stands for its subclasses too.
 */
public final class RealtimeEventsAssert extends AbstractAssert<RealtimeEventsAssert, RealtimeEvents> {

	private static final String OPEN_TRANSACTION = "a transaction is open in this test: what is not committed is not "
			+ "published, so remove @Transactional, or commit by TestTransaction.flagForCommit() and end()";

	private final List<RealtimeEvent<?>> events;

	RealtimeEventsAssert(RealtimeEvents actual, List<RealtimeEvent<?>> events) {
		super(actual, RealtimeEventsAssert.class);
		this.events = events;
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			as(OPEN_TRANSACTION);
		}
	}

	/**
	 * Verify that nothing was published.
	 * @return this
	 */
	public RealtimeEventsAssert isEmpty() {
		of(Object.class).isEmpty();
		return this;
	}

	/**
	 * Look at all events of an entity.
	 * @param <T> the entity type
	 * @param entityType the class of the entity, a superclass of several, or
	 * {@link Object} for all events
	 * @return assertions about the events, in their order
	 */
	public <T> RealtimeEventListAssert<T, RealtimeEvent<T>> of(Class<T> entityType) {
		return select(RealtimeEvent.class, entityType);
	}

	/**
	 * Look at the rows of an entity that were inserted.
	 * @param <T> the entity type
	 * @param entityType the class of the entity, or a superclass
	 * @return assertions about the events, in their order
	 */
	public <T> RealtimeEventListAssert<T, EntityInserted<T>> inserted(Class<T> entityType) {
		return select(EntityInserted.class, entityType);
	}

	/**
	 * Look at the rows of an entity that were updated.
	 * @param <T> the entity type
	 * @param entityType the class of the entity, or a superclass
	 * @return assertions about the events, in their order
	 */
	public <T> RealtimeEventListAssert<T, EntityUpdated<T>> updated(Class<T> entityType) {
		return select(EntityUpdated.class, entityType);
	}

	/**
	 * Look at the rows of an entity that were deleted.
	 * @param <T> the entity type
	 * @param entityType the class of the entity, or a superclass
	 * @return assertions about the events, in their order
	 */
	public <T> RealtimeEventListAssert<T, EntityDeleted<T>> deleted(Class<T> entityType) {
		return select(EntityDeleted.class, entityType);
	}

	/**
	 * Look at how often the table of an entity was truncated.
	 * @param <T> the entity type
	 * @param entityType the class of the entity, or a superclass
	 * @return assertions about the events, in their order
	 */
	public <T> RealtimeEventListAssert<T, TableTruncated<T>> truncated(Class<T> entityType) {
		return select(TableTruncated.class, entityType);
	}

	@SuppressWarnings("unchecked")
	private <T, E extends RealtimeEvent<T>> RealtimeEventListAssert<T, E> select(Class<?> eventType,
			Class<T> entityType) {
		List<E> selected = new ArrayList<>();
		for (RealtimeEvent<?> event : this.events) {
			if (eventType.isInstance(event) && entityType.isAssignableFrom(event.entityType())) {
				selected.add((E) event);
			}
		}
		return new RealtimeEventListAssert<T, E>(selected).as(descriptionText());
	}

}
