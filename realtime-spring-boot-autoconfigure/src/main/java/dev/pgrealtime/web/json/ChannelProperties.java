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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.persistence.metamodel.EntityType;
import jakarta.persistence.metamodel.Metamodel;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ser.BeanPropertyWriter;

import dev.pgrealtime.hub.filter.ChannelAttributes;
import dev.pgrealtime.hub.filter.FilterAttribute;

/**
 * Knows what is sent of the entities of each channel, subclasses included.
 */
final class ChannelProperties implements ChannelAttributes {

	private final Map<String, Map<String, FilterAttribute>> attributes = new ConcurrentHashMap<>();

	private final Map<String, Set<String>> names = new ConcurrentHashMap<>();

	private final Supplier<? extends Collection<SentEntity>> entities;

	private final Metamodel metamodel;

	private final SentPaths paths;

	ChannelProperties(Supplier<? extends Collection<SentEntity>> entities, Metamodel metamodel, SentPaths paths) {
		this.entities = entities;
		this.metamodel = metamodel;
		this.paths = paths;
	}

	/**
	 * Return the names of all properties that are sent.
	 * @param channel the name of an existing channel
	 * @return the names
	 */
	Set<String> names(String channel) {
		return this.names.computeIfAbsent(channel,
				(key) -> entities(channel).flatMap(this::properties)
					.map(BeanPropertyWriter::getName)
					.collect(Collectors.toUnmodifiableSet()));
	}

	private Stream<BeanPropertyWriter> properties(SentEntity entity) {
		return Stream.concat(Stream.of(entity.entityType()), types(entity).map(EntityType::getJavaType))
			.flatMap((type) -> this.paths.properties(type, entity.unobservedAttributes()).stream());
	}

	@Override
	public @Nullable FilterAttribute find(String channel, String path) {
		return this.attributes.computeIfAbsent(channel, this::attributes).get(path);
	}

	private Map<String, FilterAttribute> attributes(String channel) {
		Map<String, HierarchyPath> hierarchyPaths = new HashMap<>();
		entities(
				channel)
			.forEach((entity) -> types(entity).forEach((type) -> this.paths.of(type, entity.unobservedAttributes())
				.forEach((path, value) -> hierarchyPaths.computeIfAbsent(path, (key) -> new HierarchyPath(value))
					.add(type.getJavaType(), value))));
		Map<String, FilterAttribute> result = new HashMap<>();
		hierarchyPaths.forEach((path, value) -> {
			if (value.isUniform()) {
				result.put(path, FilterAttribute.of(path, value.attribute(), value.javaType(), value));
			}
		});
		return Map.copyOf(result);
	}

	private Stream<SentEntity> entities(String channel) {
		return this.entities.get().stream().filter((entity) -> entity.channel().equals(channel));
	}

	private Stream<EntityType<?>> types(SentEntity entity) {
		return List.copyOf(this.metamodel.getEntities())
			.stream()
			.filter((type) -> entity.entityType().isAssignableFrom(type.getJavaType()));
	}

}
