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

package dev.pgrealtime.delivery;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;

/**
 * Tells which rows an event is about. Safe for use by several threads.
 */
public final class EventKeys {

	private final Map<Class<?>, String> roots = new ConcurrentHashMap<>();

	private final List<EntityModel<?>> models;

	private final Function<Object, @Nullable Object> identifier;

	/**
	 * Create keys.
	 * @param models the registered entities
	 * @param identifier tells the identifier of an entity, or {@code null} if it has none
	 */
	public EventKeys(Collection<EntityModel<?>> models, Function<Object, @Nullable Object> identifier) {
		this.models = List.copyOf(models);
		this.identifier = identifier;
	}

	List<EntityModel<?>> models() {
		return this.models;
	}

	/**
	 * Return which rows an event is about.
	 * @param event the event
	 * @return one key, or two if the identifier has changed, or none if it is unknown or
	 * the event is about all rows
	 */
	public Set<EventKey> of(RealtimeEvent<?> event) {
		Object id = event.id();
		if (id == null) {
			return Set.of();
		}
		String root = this.roots.computeIfAbsent(event.entityType(), (type) -> root(type, event.model()));
		Object formerId = formerId(event);
		return (formerId == null || formerId.equals(id)) ? Set.of(new EventKey(root, id))
				: Set.of(new EventKey(root, formerId), new EventKey(root, id));
	}

	private @Nullable Object formerId(RealtimeEvent<?> event) {
		Object entity = (event instanceof EntityUpdated<?> updated) ? updated.oldEntity() : null;
		return (entity != null) ? this.identifier.apply(entity) : null;
	}

	private String root(Class<?> type, String model) {
		Class<?> rootType = type;
		String root = model;
		for (EntityModel<?> candidate : this.models) {
			if (candidate.entityType().isAssignableFrom(rootType)) {
				rootType = candidate.entityType();
				root = candidate.name();
			}
		}
		return root;
	}

}
