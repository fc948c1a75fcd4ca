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

import java.util.List;
import java.util.Objects;

import org.assertj.core.api.AbstractObjectAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ObjectAssert;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;

/**
 * Assertions about an event.
 *
 * @param <T> the entity type
 * @param <E> the type of the event
 */
public final class RealtimeEventAssert<T, E extends RealtimeEvent<T>>
		extends AbstractObjectAssert<RealtimeEventAssert<T, E>, E> {

	RealtimeEventAssert(E actual) {
		super(actual, RealtimeEventAssert.class);
		this.info.useRepresentation(RealtimeEventRepresentation.INSTANCE);
	}

	/**
	 * Verify which entity the event is about.
	 * @param id the identifier of the entity
	 * @return this
	 */
	public RealtimeEventAssert<T, E> hasId(Object id) {
		if (!Objects.equals(this.actual.id(), id)) {
			failWithMessage("%nExpecting an event of the entity with id %s, but was:%n  %s", id, describe());
		}
		return this;
	}

	/**
	 * Verify that attributes changed, among others or alone.
	 * @param attributes the names of attributes
	 * @return this
	 * @throws IllegalArgumentException if the entity has no such attribute
	 * @throws IllegalStateException if that is unknown, because the WAL did not carry the
	 * old value
	 */
	public RealtimeEventAssert<T, E> hasChanged(String... attributes) {
		EntityUpdated<?> update = update();
		for (String attribute : attributes) {
			if (!update.changed(attribute)) {
				failWithMessage("%nExpecting '%s' to have changed, but was:%n  %s", attribute, describe());
			}
		}
		return this;
	}

	/**
	 * Verify that attributes did not change.
	 * @param attributes the names of attributes
	 * @return this
	 * @throws IllegalArgumentException if the entity has no such attribute
	 * @throws IllegalStateException if that is unknown, because the WAL did not carry the
	 * old value
	 */
	public RealtimeEventAssert<T, E> hasNotChanged(String... attributes) {
		EntityUpdated<?> update = update();
		for (String attribute : attributes) {
			if (update.changed(attribute)) {
				failWithMessage("%nExpecting '%s' not to have changed, but was:%n  %s", attribute, describe());
			}
		}
		return this;
	}

	/**
	 * Verify that attributes changed, and that no other is known to have.
	 * @param attributes the names of attributes
	 * @return this
	 * @throws IllegalArgumentException if the entity has no such attribute
	 * @throws IllegalStateException if that is unknown, because the WAL did not carry the
	 * old value
	 */
	public RealtimeEventAssert<T, E> hasChangedOnly(String... attributes) {
		hasChanged(attributes);
		if (!List.of(attributes).containsAll(this.actual.changedAttributes())) {
			failWithMessage("%nExpecting only %s to have changed, but was:%n  %s", List.of(attributes), describe());
		}
		return this;
	}

	/**
	 * Look at the entity after the change.
	 * @return assertions about the entity, which is there
	 */
	public ObjectAssert<T> newEntity() {
		return entity("new entity", this.actual.newEntity());
	}

	/**
	 * Look at the entity before the change.
	 * @return assertions about the entity, which is there
	 */
	public ObjectAssert<T> oldEntity() {
		return entity("old entity", this.actual.oldEntity());
	}

	private ObjectAssert<T> entity(String name, @Nullable T entity) {
		if (entity == null) {
			failWithMessage("%nExpecting the %s to be known, but was:%n  %s", name, describe());
		}
		return Assertions.assertThat(entity).as("%s of %s", name, describe());
	}

	private EntityUpdated<?> update() {
		if (this.actual instanceof EntityUpdated<?> update) {
			return update;
		}
		throw failure("%nExpecting an update, but was:%n  %s", describe());
	}

	private String describe() {
		return RealtimeEventRepresentation.INSTANCE.toStringOf(this.actual);
	}

}
