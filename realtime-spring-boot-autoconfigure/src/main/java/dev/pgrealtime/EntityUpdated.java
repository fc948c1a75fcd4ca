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

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A row was updated, or an optional row of a {@code @SecondaryTable} came or went.
 *
 * @param <T> the entity type
 * @param metadata what the event says about its origin
 * @param oldImage the row before the update; with replica identity {@code DEFAULT} it
 * holds at most the old key, and is {@code null} unless the key changed or is so long
 * that it is kept out of line
 * @param newImage the row after the update
 * @param id the identifier after the update, or {@code null} if it is unknown
 * @param changedAttributes the names of the attributes known to have changed,
 * unmodifiable
 * @param undeterminedAttributes the names of the attributes of which it is unknown
 * whether they changed, unmodifiable
 */
public record EntityUpdated<T>(EventMetadata<T> metadata, @Nullable EntityImage<T> oldImage, EntityImage<T> newImage,
		@Nullable Object id, Set<String> changedAttributes,
		Set<String> undeterminedAttributes) implements RealtimeEvent<T> {

	@Override
	public EventAction action() {
		return EventAction.UPDATE;
	}

	@Override
	public T newEntity() {
		return this.newImage.entity();
	}

	/**
	 * Return whether an attribute changed.
	 * @param attribute the name of an attribute of the entity
	 * @return {@code true} if the update gave it another value
	 * @throws IllegalArgumentException if the entity has no such attribute
	 * @throws IllegalStateException if that is unknown, because the WAL did not carry the
	 * old value
	 */
	public boolean changed(String attribute) {
		if (this.changedAttributes.contains(attribute)) {
			return true;
		}
		if (this.undeterminedAttributes.contains(attribute)) {
			throw new IllegalStateException(
					"Whether '%s' of %s changed is unknown, the WAL does not carry its old value; ".formatted(attribute,
							model()) + "for a column of the table, REPLICA IDENTITY FULL makes it known");
		}
		if (!metadata().entity().attributes().contains(attribute)) {
			throw new IllegalArgumentException("%s has no attribute '%s', it has %s".formatted(model(), attribute,
					metadata().entity().attributes()));
		}
		return false;
	}

}
