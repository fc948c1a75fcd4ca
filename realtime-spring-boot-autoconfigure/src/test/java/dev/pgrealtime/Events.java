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

/**
 * Makes events for tests.
 */
final class Events {

	private Events() {
	}

	static <T> EntityInserted<T> inserted(T entity) {
		return new EntityInserted<>(metadata(entity), image(entity), 1L);
	}

	static <T> EntityUpdated<T> updated(T oldEntity, T newEntity, Set<String> changed, Set<String> undetermined) {
		return new EntityUpdated<>(metadata(newEntity), image(oldEntity), image(newEntity), 1L, changed, undetermined);
	}

	static <T> EntityDeleted<T> deleted(T entity) {
		return new EntityDeleted<>(metadata(entity), image(entity), 1L, false);
	}

	static <T> TableTruncated<T> truncated(T entity) {
		return new TableTruncated<>(metadata(entity), true, false);
	}

	static <T> EntityImage<T> image(T entity) {
		return new EntityImage<>(entity, Set.of());
	}

	@SuppressWarnings("unchecked")
	static <T> EventMetadata<T> metadata(T entity) {
		Class<T> type = (Class<T>) entity.getClass();
		EntityModel<T> model = new EntityModel<>(type.getSimpleName(), type, "orders", Set.of("id", "status", "note"));
		return new EventMetadata<>(model, EventPosition.parse("0/10:1"), 742, Instant.parse("2026-01-01T00:00:00Z"));
	}

}
