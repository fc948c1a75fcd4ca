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

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.BeanSerializerBuilder;
import tools.jackson.databind.ser.ValueSerializerModifier;

/**
 * Gives every bean serializer an {@link AttributeFilter}, which stands in for the id of
 * the filter that the application may have chosen with {@code @JsonFilter}.
 */
final class AttributeFilters extends ValueSerializerModifier {

	private final transient Map<Class<?>, AttributeFilter> filters = new ConcurrentHashMap<>();

	private final transient AttributeNames names;

	private final transient EntityReferences references;

	AttributeFilters(AttributeNames names, EntityReferences references) {
		this.names = names;
		this.references = references;
	}

	@Override
	public BeanSerializerBuilder updateBuilder(SerializationConfig config, BeanDescription.Supplier bean,
			BeanSerializerBuilder builder) {
		Map<String, String> attributes = bean.get()
			.findProperties()
			.stream()
			.collect(Collectors.toMap(BeanPropertyDefinition::getName,
					(property) -> this.names.of(bean.getBeanClass(), property.getInternalName()),
					(first, second) -> first));
		attributes.keySet().retainAll(names(builder.getProperties()));
		Set<String> entities = names(builder.getProperties().stream().filter(this.references::isReference).toList());
		AttributeFilter filter = new AttributeFilter(attributes, entities, this.references, builder.getFilterId());
		this.filters.put(bean.getBeanClass(), filter);
		builder.setFilterId(filter);
		return builder;
	}

	/**
	 * Return the name of the attribute that a property shows.
	 * @param type a class that has been written, or asked about, before
	 * @param property the name under which the property is written
	 * @return the name of the attribute, or that of the property if it shows none
	 */
	String attributeName(Class<?> type, String property) {
		AttributeFilter filter = this.filters.get(type);
		return (filter != null) ? filter.attributeName(property) : property;
	}

	private static Set<String> names(Collection<BeanPropertyWriter> properties) {
		return properties.stream().map(BeanPropertyWriter::getName).collect(Collectors.toSet());
	}

	/**
	 * Return the names under which attributes are written.
	 * @param entity an entity that has been written before
	 * @param attributes the names of attributes
	 * @return the names of properties, without those that are not written
	 */
	Collection<String> propertyNames(@Nullable Object entity, Set<String> attributes) {
		AttributeFilter filter = (entity != null) ? this.filters.get(entity.getClass()) : null;
		return (filter != null) ? filter.propertyNames(attributes) : attributes;
	}

}
