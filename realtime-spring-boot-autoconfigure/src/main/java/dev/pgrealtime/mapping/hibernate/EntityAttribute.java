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

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EntityIdentifierMapping;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.NonAggregatedIdentifierMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.spi.NavigablePath;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of an entity, whether Hibernate counts it as part of the identifier or
 * not.
 *
 * @param name the name
 * @param part how it is mapped
 * @param identifier whether it is the identifier, or a part of it
 * @param setter sets it on an entity
 */
record EntityAttribute(String name, ModelPart part, boolean identifier, BiConsumer<Object, @Nullable Object> setter) {

	/**
	 * Return the attributes of an entity, its identifier first.
	 * @param entity the entity
	 * @return the attributes
	 */
	static List<EntityAttribute> of(EntityPersister entity) {
		List<EntityAttribute> attributes = new ArrayList<>(ofIdentifier(entity.getIdentifierMapping()));
		for (int i = 0; i < entity.getNumberOfAttributeMappings(); i++) {
			int position = i;
			AttributeMapping attribute = entity.getAttributeMapping(i);
			if (!attribute.getAttributeName().equals(NavigablePath.IDENTIFIER_MAPPER_PROPERTY)) {
				attributes.add(new EntityAttribute(attribute.getAttributeName(), attribute, false,
						(target, value) -> EnhancedEntity.set(entity, target, position, value)));
			}
		}
		return attributes;
	}

	private static List<EntityAttribute> ofIdentifier(EntityIdentifierMapping identifier) {
		if (identifier instanceof NonAggregatedIdentifierMapping composite) {
			EmbeddableMappingType type = composite.getEmbeddableTypeDescriptor();
			List<EntityAttribute> attributes = new ArrayList<>();
			type.forEachAttributeMapping((attribute) -> attributes.add(new EntityAttribute(attribute.getAttributeName(),
					attribute, true, Objects.requireNonNull(attribute.getPropertyAccess().getSetter())::set)));
			return attributes;
		}
		return List.of(new EntityAttribute(identifier.getAttributeName(), identifier, true,
				(target, value) -> identifier.setIdentifier(target, value, null)));
	}

}
