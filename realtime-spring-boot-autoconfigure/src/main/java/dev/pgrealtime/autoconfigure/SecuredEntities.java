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

package dev.pgrealtime.autoconfigure;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.persistence.metamodel.Attribute;
import jakarta.persistence.metamodel.EntityType;
import jakarta.persistence.metamodel.Metamodel;
import jakarta.persistence.metamodel.SingularAttribute;

import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.web.security.SecuredEntity;

/**
 * Describes the entities of a catalogue to those who decide who may see them.
 */
final class SecuredEntities {

	private SecuredEntities() {
	}

	static Collection<SecuredEntity> of(EntityCatalog catalog, Metamodel metamodel) {
		Map<Class<?>, Set<String>> identifiers = new HashMap<>();
		metamodel.getEntities().forEach((type) -> identifiers.put(type.getJavaType(), identifiers(type)));
		return catalog.entities()
			.stream()
			.map((entity) -> new SecuredEntity(entity.model(), entity.unobservedAttributes(), identifiers))
			.toList();
	}

	private static Set<String> identifiers(EntityType<?> type) {
		return type.getSingularAttributes()
			.stream()
			.filter(SingularAttribute::isId)
			.map(Attribute::getName)
			.collect(Collectors.toUnmodifiableSet());
	}

}
