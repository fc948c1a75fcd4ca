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

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeRegistry;

/**
 * Tells which registration covers an entity class: that of the nearest class, itself or
 * above it, that was registered by code or annotated.
 */
final class Registrations {

	private final Map<Class<?>, RealtimeRegistry.Registration> programmatic;

	Registrations(Collection<RealtimeRegistry.Registration> programmatic) {
		this.programmatic = programmatic.stream()
			.collect(Collectors.toUnmodifiableMap(RealtimeRegistry.Registration::entityType,
					(registration) -> registration));
	}

	Collection<RealtimeRegistry.Registration> programmatic() {
		return this.programmatic.values();
	}

	/**
	 * Find the registration that covers an entity class.
	 * @param entity the entity
	 * @return the registration and the entity it was made for, or {@code null} for none
	 */
	@Nullable Owner ownerOf(EntityPersister entity) {
		EntityMappingType type = entity;
		while (type != null) {
			EntityMappingType parent = type.getSuperMappingType();
			RealtimeRegistry.Registration registration = find(javaType(type),
					(parent != null) ? javaType(parent) : null);
			if (registration != null) {
				return new Owner(type.getEntityPersister(), registration);
			}
			type = parent;
		}
		return null;
	}

	private RealtimeRegistry.@Nullable Registration find(@Nullable Class<?> entityType, @Nullable Class<?> parentType) {
		if (entityType == null) {
			return null;
		}
		RealtimeRegistry.Registration registration = this.programmatic.get(entityType);
		if (registration != null) {
			return registration;
		}
		for (Class<?> type = entityType; type != null && type != parentType; type = type.getSuperclass()) {
			RealtimeEntity annotation = type.getDeclaredAnnotation(RealtimeEntity.class);
			if (annotation != null) {
				return RealtimeRegistry.Registration.of(entityType, annotation);
			}
		}
		return null;
	}

	private static @Nullable Class<?> javaType(EntityMappingType entity) {
		return entity.getEntityPersister().getMappedClass();
	}

	/**
	 * A registration and the entity it was made for.
	 *
	 * @param root the entity
	 * @param registration the registration
	 */
	record Owner(EntityPersister root, RealtimeRegistry.Registration registration) {

	}

}
