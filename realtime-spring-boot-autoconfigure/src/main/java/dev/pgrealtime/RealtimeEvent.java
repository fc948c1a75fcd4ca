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

import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;

/**
 * A committed change of an entity's table, read from the write-ahead log, or an
 * {@linkplain EntityRead existing row} that was asked for.
 * <p>
 * Events are published in commit order, and within a transaction in the order of its
 * statements, on one thread. They arrive at least once: after a fault an event may be
 * published again with the same {@link #position()}. A transaction is confirmed to the
 * server once every synchronous listener has returned; a listener that throws sees the
 * event again.
 * <p>
 * Entities are detached instances that JPA has never seen: no lazy association is
 * initialised, no life-cycle callback has run. Merging one that has unknown attributes
 * would overwrite columns with defaults.
 * <p>
 * {@code @EventListener} methods select by the type of the event and of the entity:
 * {@code EntityUpdated<Order>} takes the updates of orders, {@code RealtimeEvent<Order>}
 * every change of them, {@code RealtimeEvent<?>} all changes.
 *
 * @param <T> the entity type
 */
public sealed interface RealtimeEvent<T> extends ResolvableTypeProvider
		permits EntityInserted, EntityUpdated, EntityDeleted, TableTruncated, EntityRead {

	/**
	 * Return what the event says about its origin.
	 * @return the metadata
	 */
	EventMetadata<T> metadata();

	/**
	 * Return what happened.
	 * @return the action
	 */
	EventAction action();

	/**
	 * Return the row before the change.
	 * @return the old image, or {@code null} where there was none or the replica identity
	 * does not tell
	 */
	@Nullable EntityImage<T> oldImage();

	/**
	 * Return the row after the change.
	 * @return the new image, or {@code null} for a delete or truncate
	 */
	@Nullable EntityImage<T> newImage();

	/**
	 * Return the identifier of the entity, the new one where an update changed it.
	 * @return the identifier, or {@code null} if no image holds it, as for a truncate
	 */
	@Nullable Object id();

	/**
	 * Return the entity before the change.
	 * @return the entity, or {@code null} where there is no {@link #oldImage()}
	 */
	default @Nullable T oldEntity() {
		EntityImage<T> image = oldImage();
		return (image != null) ? image.entity() : null;
	}

	/**
	 * Return the entity after the change.
	 * @return the entity, or {@code null} where there is no {@link #newImage()}
	 */
	default @Nullable T newEntity() {
		EntityImage<T> image = newImage();
		return (image != null) ? image.entity() : null;
	}

	/**
	 * Return the attributes that are known to have changed.
	 * @return their names, unmodifiable; empty for anything but an update
	 */
	default Set<String> changedAttributes() {
		return Set.of();
	}

	/**
	 * Return the JPA entity name.
	 * @return the entity name
	 */
	default String model() {
		return metadata().entity().name();
	}

	/**
	 * Return the entity class.
	 * @return the class of the row's entity
	 */
	default Class<T> entityType() {
		return metadata().entity().entityType();
	}

	/**
	 * Return the channel under which the event is streamed.
	 * @return the name of the channel
	 */
	default String channel() {
		return metadata().entity().channel();
	}

	/**
	 * Return the place in the stream, which identifies the event.
	 * @return the position, the same on every redelivery
	 */
	default EventPosition position() {
		return metadata().position();
	}

	/**
	 * Return the id of the transaction that made the change.
	 * @return the 32-bit transaction id, unsigned
	 */
	default long transactionId() {
		return metadata().transactionId();
	}

	/**
	 * Return when the transaction committed.
	 * @return the time by the clock of the server
	 */
	default Instant commitTimestamp() {
		return metadata().commitTimestamp();
	}

	@Override
	default ResolvableType getResolvableType() {
		return ResolvableType.forClassWithGenerics(getClass(), entityType());
	}

}
