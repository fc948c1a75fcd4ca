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

package dev.pgrealtime.mapping.hibernate;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;

/**
 * Makes events of rows whose class is known.
 * <p>
 * Of an entity with {@code @SoftDelete}, listeners see what JPA sees: a row that is
 * marked as deleted does not exist. Marking it is a delete, taking the mark away an
 * insert, and what happens to it in between is nothing. Where the replica identity does
 * not tell the old mark only the new one counts: every update of a marked row is a
 * delete, and an update that takes the mark away cannot be told from another. With
 * several tables the mark is in that of the root, and what a transaction writes to
 * another one alone is an update whether the entity is marked or not.
 *
 * @param softDelete the mark, or {@code null} if rows are really deleted
 */
record RowEvents(@Nullable SoftDelete softDelete) {

	@Nullable RealtimeEvent<?> inserted(EntityPlan plan, Row row, RowPlace place) {
		return isDeleted(row, place) ? null : insert(plan, row, place);
	}

	@Nullable RealtimeEvent<?> updated(EntityPlan plan, Row newRow, @Nullable Row oldRow, RowPlace place) {
		boolean wasDeleted = oldRow != null && isDeleted(oldRow, place);
		if (isDeleted(newRow, place)) {
			return wasDeleted ? null : delete(plan, (oldRow != null) ? oldRow : newRow.keyOf(), true, place);
		}
		return wasDeleted ? insert(plan, newRow, place) : update(plan, newRow, oldRow, place);
	}

	@Nullable RealtimeEvent<?> deleted(EntityPlan plan, Row row, RowPlace place) {
		return isDeleted(row, place) ? null : delete(plan, row, false, place);
	}

	private boolean isDeleted(Row row, RowPlace place) {
		return this.softDelete != null && Boolean.TRUE.equals(this.softDelete.isDeleted(row, place));
	}

	private static RealtimeEvent<?> insert(EntityPlan plan, Row row, RowPlace place) {
		EntityImage<Object> image = plan.image(row, place);
		return new EntityInserted<>(place.metadata(plan.model()), image, plan.id(row, image));
	}

	private static RealtimeEvent<?> update(EntityPlan plan, Row newRow, @Nullable Row oldRow, RowPlace place) {
		EntityImage<Object> oldImage = (oldRow != null) ? plan.image(oldRow, place) : null;
		EntityImage<Object> newImage = plan.image(newRow, place);
		AttributeChanges changes = plan.changes(newRow, oldRow);
		return new EntityUpdated<>(place.metadata(plan.model()), oldImage, newImage, plan.id(newRow, newImage),
				changes.changed(), changes.undetermined());
	}

	private static RealtimeEvent<?> delete(EntityPlan plan, Row row, boolean softDelete, RowPlace place) {
		EntityImage<Object> image = plan.image(row, place);
		return new EntityDeleted<>(place.metadata(plan.model()), image, plan.id(row, image), softDelete);
	}

}
