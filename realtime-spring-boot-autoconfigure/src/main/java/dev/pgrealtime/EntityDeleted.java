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

import org.jspecify.annotations.Nullable;

/**
 * A row was deleted, or marked as deleted by Hibernate's {@code @SoftDelete}.
 *
 * @param <T> the entity type
 * @param metadata what the event says about its origin
 * @param oldImage the row that was deleted; with replica identity {@code DEFAULT} it
 * holds the key only
 * @param id the identifier, or {@code null} if it is unknown
 * @param softDelete whether the row is still there, marked as deleted
 */
public record EntityDeleted<T>(EventMetadata<T> metadata, EntityImage<T> oldImage, @Nullable Object id,
		boolean softDelete) implements RealtimeEvent<T> {

	@Override
	public EventAction action() {
		return EventAction.DELETE;
	}

	@Override
	public T oldEntity() {
		return this.oldImage.entity();
	}

	@Override
	public @Nullable EntityImage<T> newImage() {
		return null;
	}

}
