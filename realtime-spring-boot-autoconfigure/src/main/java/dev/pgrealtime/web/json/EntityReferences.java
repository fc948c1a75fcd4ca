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

package dev.pgrealtime.web.json;

import java.util.Set;
import java.util.stream.Collectors;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToOne;
import jakarta.persistence.metamodel.EntityType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ser.BeanPropertyWriter;

/**
 * Knows which properties refer to an entity, and the identifiers of those they refer to.
 */
final class EntityReferences {

	private final EntityManagerFactory entityManagerFactory;

	private final Set<Class<?>> entityTypes;

	EntityReferences(EntityManagerFactory entityManagerFactory) {
		this.entityManagerFactory = entityManagerFactory;
		this.entityTypes = entityManagerFactory.getMetamodel()
			.getEntities()
			.stream()
			.map(EntityType::getJavaType)
			.collect(Collectors.toUnmodifiableSet());
	}

	boolean isReference(BeanPropertyWriter property) {
		return this.entityTypes.contains(property.getType().getRawClass())
				|| property.getMember().hasAnnotation(ManyToOne.class)
				|| property.getMember().hasAnnotation(OneToOne.class);
	}

	/**
	 * Return the identifier of an entity without initialising it.
	 * @param entity an entity or a proxy for one
	 * @return the identifier, or {@code null} if it has none yet
	 */
	@Nullable Object identifier(Object entity) {
		return this.entityManagerFactory.getPersistenceUnitUtil().getIdentifier(entity);
	}

}
