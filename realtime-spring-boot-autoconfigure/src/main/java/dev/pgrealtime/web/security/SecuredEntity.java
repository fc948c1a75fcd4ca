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

package dev.pgrealtime.web.security;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.RealtimeAuthorize;

/**
 * An entity whose rows perhaps not everybody may see.
 *
 * @param model the entity
 * @param unobservedAttributes the names of the attributes that no event knows
 * @param identifiers the names of the identifying attributes of each entity that there
 * is, whether its events are published or not, by its class
 */
public record SecuredEntity(EntityModel<?> model, Set<String> unobservedAttributes,
		Map<Class<?>, Set<String>> identifiers) {

	/**
	 * Return the expression that says who may see the rows.
	 * @return the expression, or {@code null} if everybody may
	 * @throws InvalidExpressionException if a subclass has another one, as the row does
	 * not always tell the class
	 */
	@Nullable String expression() {
		String expression = expression(type());
		for (Class<?> subclass : this.identifiers.keySet()) {
			String other = type().isAssignableFrom(subclass) ? expression(subclass) : expression;
			if (other != null && !other.equals(expression)) {
				throw new InvalidExpressionException(
						subclass, other, "it differs from that of %s, whose events include those of its subclasses"
							.formatted(type().getName()),
						"Move the annotation to %s.".formatted(type().getName()), null);
			}
		}
		return expression;
	}

	private static @Nullable String expression(Class<?> type) {
		RealtimeAuthorize annotation = AnnotatedElementUtils.findMergedAnnotation(type, RealtimeAuthorize.class);
		return (annotation != null) ? annotation.value() : null;
	}

	/**
	 * Return what an event knows of an entity that another one refers to.
	 * @param type the type of the attribute that refers to it
	 * @return the names of the identifying attributes, nothing if that is no entity
	 */
	Set<String> identifiersOf(Class<?> type) {
		return (type != Object.class) ? this.identifiers.entrySet()
			.stream()
			.filter((entity) -> type.isAssignableFrom(entity.getKey()))
			.flatMap((entity) -> entity.getValue().stream())
			.collect(Collectors.toCollection(TreeSet::new)) : Set.of();
	}

	Class<?> type() {
		return this.model.entityType();
	}

}
