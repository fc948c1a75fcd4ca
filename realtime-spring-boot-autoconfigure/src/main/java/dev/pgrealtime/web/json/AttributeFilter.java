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

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.PropertyFilter;
import tools.jackson.databind.ser.PropertyWriter;
import tools.jackson.databind.ser.std.SimpleBeanPropertyFilter;

/**
 * Leaves out the attributes of the entity that is being written that are unknown or not
 * selected, and writes the references of any bean as identifiers.
 */
final class AttributeFilter extends SimpleBeanPropertyFilter {

	private final Map<String, String> attributes;

	private final Set<String> entities;

	private final EntityReferences references;

	private final @Nullable Object applicationFilterId;

	/**
	 * Create a filter for the properties of a class.
	 * @param attributes the names of attributes by the names of the properties that are
	 * written
	 * @param entities the names of the properties that refer to an entity
	 * @param references finds identifiers
	 * @param applicationFilterId the id of the filter that the application has chosen
	 */
	AttributeFilter(Map<String, String> attributes, Set<String> entities, EntityReferences references,
			@Nullable Object applicationFilterId) {
		this.attributes = attributes;
		this.entities = entities;
		this.references = references;
		this.applicationFilterId = applicationFilterId;
	}

	@Nullable Object applicationFilterId() {
		return this.applicationFilterId;
	}

	String attributeName(String property) {
		return this.attributes.getOrDefault(property, property);
	}

	List<String> propertyNames(Set<String> attributes) {
		if (attributes.isEmpty()) {
			return List.of();
		}
		return this.attributes.entrySet()
			.stream()
			.filter((property) -> attributes.contains(property.getValue()))
			.map(Map.Entry::getKey)
			.sorted()
			.toList();
	}

	@Override
	public void serializeAsProperty(Object bean, JsonGenerator generator, SerializationContext context,
			PropertyWriter property) throws Exception {
		serialize(bean, generator, context, property, null);
	}

	/**
	 * Write a property, unless it is unknown or not selected.
	 * @param bean the bean that has the property
	 * @param generator where to write it
	 * @param context the context, which knows the image that is being written
	 * @param property the property
	 * @param next the filter of the application, which has the last word; {@code null}
	 * for none
	 * @throws Exception if a getter fails, or the value cannot be written
	 */
	void serialize(Object bean, JsonGenerator generator, SerializationContext context, PropertyWriter property,
			@Nullable PropertyFilter next) throws Exception {
		if (isHidden(bean, context, property.getName())) {
			return;
		}
		PropertyWriter writer = (!this.entities.isEmpty() && this.entities.contains(property.getName())
				&& property instanceof BeanPropertyWriter reference) ? new ReferenceWriter(reference, this.references)
						: property;
		if (next != null) {
			next.serializeAsProperty(bean, generator, context, writer);
		}
		else {
			writer.serializeAsProperty(bean, generator, context);
		}
	}

	private boolean isHidden(Object bean, SerializationContext context, String property) {
		return context.getAttribute(WrittenImage.class) instanceof WrittenImage written
				&& written.hides(bean, property, attributeName(property));
	}

}
