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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.ser.BeanPropertyWriter;

/**
 * Asks a mapper which properties of a class it writes, after all that the application may
 * say about it: annotations, mix-ins, views and filters.
 */
final class SentProperties {

	private final JsonMapper mapper;

	SentProperties(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * Return the properties that are written of a class, without those of other beans
	 * that are unwrapped into it.
	 * @param type the class
	 * @return the properties; none if it is not written property by property, or cannot
	 * be written at all
	 */
	List<BeanPropertyWriter> of(Class<?> type) {
		Visitor visitor = new Visitor();
		try {
			this.mapper.acceptJsonFormatVisitor(type, visitor);
		}
		catch (JacksonException ex) {
			return List.of();
		}
		return visitor.properties.stream()
			.filter((property) -> property.getMember().getDeclaringClass().isAssignableFrom(type))
			.toList();
	}

	/**
	 * Return whether what is sent tells the value of a property.
	 * @param property the property
	 * @return {@code false} if it is written in a way of its own, which may well be
	 * chosen to conceal the value
	 */
	boolean isPlain(BeanPropertyWriter property) {
		SerializationConfig config = this.mapper.serializationConfig();
		AnnotationIntrospector introspector = config.getAnnotationIntrospector();
		return introspector.findSerializer(config, property.getMember()) == null
				&& introspector.findSerializationConverter(config, property.getMember()) == null;
	}

	private static final class Visitor extends JsonFormatVisitorWrapper.Base {

		private final List<BeanPropertyWriter> properties = new ArrayList<>();

		@Override
		public @Nullable JsonObjectFormatVisitor expectObjectFormat(@Nullable JavaType type) {
			return new JsonObjectFormatVisitor.Base(getContext()) {

				@Override
				public void property(BeanProperty property) {
					add(property);
				}

				@Override
				public void optionalProperty(BeanProperty property) {
					add(property);
				}

			};
		}

		private void add(BeanProperty property) {
			if (property instanceof BeanPropertyWriter writer) {
				this.properties.add(writer);
			}
		}

	}

}
