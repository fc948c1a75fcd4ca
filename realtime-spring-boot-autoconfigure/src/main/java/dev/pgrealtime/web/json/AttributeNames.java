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

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import jakarta.persistence.metamodel.Attribute;
import jakarta.persistence.metamodel.ManagedType;
import jakarta.persistence.metamodel.Metamodel;
import org.springframework.util.StringUtils;

/**
 * Knows the attributes that stand behind the properties of a bean. A field {@code isPaid}
 * is an attribute of that name, but its getter {@code isPaid()} makes it the property
 * {@code paid}.
 */
final class AttributeNames {

	private final Map<Class<?>, Set<String>> attributes = new ConcurrentHashMap<>();

	AttributeNames(Metamodel metamodel) {
		metamodel.getManagedTypes().forEach((type) -> this.attributes.put(type.getJavaType(), attributes(type)));
	}

	private static Set<String> attributes(ManagedType<?> type) {
		return type.getAttributes().stream().map(Attribute::getName).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Return the name of the attribute that a property shows.
	 * @param type the type of the bean
	 * @param property the name that the property has in Java
	 * @return the name of the attribute, or that of the property if it shows none
	 */
	String of(Class<?> type, String property) {
		Set<String> names = this.attributes.getOrDefault(type, Set.of());
		String prefixed = "is" + StringUtils.capitalize(property);
		return (!names.contains(property) && names.contains(prefixed)) ? prefixed : property;
	}

}
