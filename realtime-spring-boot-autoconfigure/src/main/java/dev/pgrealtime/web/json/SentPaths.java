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

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import jakarta.persistence.metamodel.EmbeddableType;
import jakarta.persistence.metamodel.EntityType;
import jakarta.persistence.metamodel.ManagedType;
import jakarta.persistence.metamodel.SingularAttribute;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ser.BeanPropertyWriter;

/**
 * Finds the values that can be compared in what is sent of an entity: those of its
 * persistent attributes, of the attributes of embeddables, and the identifiers of to-one
 * associations. Values are taken from the property that is sent, so that a filter tells
 * no more than the stream does, and without initialising any association.
 */
final class SentPaths {

	private final SentProperties properties;

	private final AttributeFilters filters;

	private final EntityReferences references;

	SentPaths(SentProperties properties, AttributeFilters filters, EntityReferences references) {
		this.properties = properties;
		this.filters = filters;
		this.references = references;
	}

	/**
	 * Return the properties of an entity that events know.
	 * @param type the class of the entity
	 * @param unobservedAttributes the names of attributes that have no value
	 * @return the properties
	 */
	List<BeanPropertyWriter> properties(Class<?> type, Set<String> unobservedAttributes) {
		return this.properties.of(type)
			.stream()
			.filter((property) -> !unobservedAttributes.contains(this.filters.attributeName(type, property.getName())))
			.toList();
	}

	/**
	 * Return what can be compared in an entity.
	 * @param entity the entity
	 * @param unobservedAttributes the names of attributes that have no value
	 * @return the values by their paths, whose parts are the names of properties
	 */
	Map<String, Path> of(EntityType<?> entity, Set<String> unobservedAttributes) {
		Map<String, Path> paths = new HashMap<>();
		properties(entity.getJavaType(), unobservedAttributes).forEach((property) -> {
			String name = this.filters.attributeName(entity.getJavaType(), property.getName());
			add(entity, property, new Path(name, Object.class, (bean) -> bean), "", paths);
		});
		return paths;
	}

	private void add(ManagedType<?> type, BeanPropertyWriter property, Path owner, String prefix,
			Map<String, Path> paths) {
		String name = this.filters.attributeName(type.getJavaType(), property.getName());
		SingularAttribute<?, ?> attribute = attribute(type, name);
		if (attribute == null || !this.properties.isPlain(property)) {
			return;
		}
		String path = prefix + property.getName();
		Path value = owner.then(property.getType().getRawClass(), (bean) -> read(property, bean));
		if (attribute.getType() instanceof EmbeddableType<?> embeddable) {
			this.properties.of(embeddable.getJavaType())
				.forEach((part) -> add(embeddable, part, value, path + ".", paths));
		}
		else if (attribute.getType() instanceof EntityType<?> target) {
			if (this.references.isReference(property) && target.hasSingleIdAttribute()) {
				paths.put(path, value.then(target.getIdType().getJavaType(), this.references::identifier));
			}
		}
		else {
			boolean identifier = attribute.isId() && type instanceof EntityType<?> entity
					&& entity.hasSingleIdAttribute();
			paths.put(path, identifier ? identifier(type, value) : value);
		}
	}

	private static @Nullable SingularAttribute<?, ?> attribute(ManagedType<?> type, String name) {
		return type.getSingularAttributes()
			.stream()
			.filter((attribute) -> attribute.getName().equals(name))
			.findFirst()
			.orElse(null);
	}

	// The fields of a proxy are empty, even that of the identifier
	private Path identifier(ManagedType<?> type, Path value) {
		return new Path(value.attribute(), value.javaType(), (entity) -> {
			boolean proxy = entity.getClass() != type.getJavaType();
			return proxy ? this.references.identifier(entity) : value.reader().apply(entity);
		});
	}

	private static @Nullable Object read(BeanPropertyWriter property, Object bean) {
		try {
			return property.get(bean);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException("'%s' cannot be read".formatted(property.getName()), ex);
		}
	}

	/**
	 * The way from an entity to a value.
	 *
	 * @param attribute the name of the attribute of the entity that it begins with
	 * @param javaType the class of the value
	 * @param reader goes the way
	 */
	record Path(String attribute, Class<?> javaType, Function<Object, @Nullable Object> reader) {

		Path then(Class<?> type, Function<Object, @Nullable Object> step) {
			return new Path(this.attribute, type, (entity) -> {
				Object value = this.reader.apply(entity);
				return (value != null) ? step.apply(value) : null;
			});
		}

	}

}
