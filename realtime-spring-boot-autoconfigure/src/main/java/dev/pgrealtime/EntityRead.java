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
 * A row was there when it was read, by a {@linkplain RealtimeBackfill backfill}. It says
 * what the row is, not that it has changed: every change of the row that was committed
 * before it was read has been published before, every later one comes after.
 * <p>
 * The {@linkplain #position() position}, the transaction and its time are those of the
 * mark in the stream at which the row is published. A row that is published again after a
 * fault has been read again, and has another position.
 *
 * @param <T> the entity type
 * @param metadata what the event says about its origin
 * @param newImage the row
 * @param id the identifier, or {@code null} if it is unknown
 */
public record EntityRead<T>(EventMetadata<T> metadata, EntityImage<T> newImage,
		@Nullable Object id) implements RealtimeEvent<T> {

	/**
	 * Return an event for a row that was there, rather than being inserted.
	 * @param <T> the entity type
	 * @param inserted the event of its insert
	 * @return an event with the same metadata, image and identifier
	 * @throws IllegalArgumentException if the other event has no new image
	 */
	public static <T> EntityRead<T> of(RealtimeEvent<T> inserted) {
		EntityImage<T> image = inserted.newImage();
		if (image == null) {
			throw new IllegalArgumentException("%s of %s has no row".formatted(inserted.action(), inserted.model()));
		}
		return new EntityRead<>(inserted.metadata(), image, inserted.id());
	}

	@Override
	public EventAction action() {
		return EventAction.READ;
	}

	@Override
	public @Nullable EntityImage<T> oldImage() {
		return null;
	}

	@Override
	public T newEntity() {
		return this.newImage.entity();
	}

}
