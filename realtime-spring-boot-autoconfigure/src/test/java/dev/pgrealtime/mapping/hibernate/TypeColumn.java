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

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.type.TypeDescription;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TimeZoneStorage;
import org.hibernate.annotations.TimeZoneStorageType;
import org.hibernate.type.descriptor.JdbcTypeNameMapper;
import org.jspecify.annotations.Nullable;

/**
 * A pair of a PostgreSQL type and a Java attribute type, and what becomes of the values.
 *
 * @param type the PostgreSQL type
 * @param values the values to test, as SQL
 * @param javaType the type of the attribute
 * @param definition what follows the type in the definition of the column
 * @param mapping the annotations of the attribute, as they are written
 * @param annotations those annotations
 * @param converted why some values arrive as others, or {@code null} if none does
 * @param refused why some values cannot arrive, or {@code null} if all can
 */
record TypeColumn(String type, List<String> values, TypeDescription.Generic javaType, String definition, String mapping,
		List<AnnotationDescription> annotations, @Nullable String converted, @Nullable String refused) {

	static TypeColumn of(String type, List<String> values, Class<?> javaType, Type... arguments) {
		TypeDescription.Generic attribute = (arguments.length > 0)
				? TypeDescription.Generic.Builder.parameterizedType(javaType, arguments).build()
				: TypeDescription.Generic.Builder.of(javaType).build();
		return new TypeColumn(type, values, attribute, "", "", List.of(), null, null);
	}

	TypeColumn as(int jdbcTypeCode) {
		String name = JdbcTypeNameMapper.getTypeName(jdbcTypeCode);
		return with("@JdbcTypeCode(" + name + ")", JdbcTypeCode.class, "value", jdbcTypeCode);
	}

	TypeColumn converter(Class<?> converter) {
		return with("@Convert(" + converter.getSimpleName() + ")", Convert.class, "converter",
				TypeDescription.ForLoadedType.of(converter));
	}

	TypeColumn enumerated(EnumType type) {
		return with("@Enumerated(" + type + ")", Enumerated.class, "value", type);
	}

	TypeColumn zone(TimeZoneStorageType type) {
		return with("@TimeZoneStorage(" + type + ")", TimeZoneStorage.class, "value", type);
	}

	TypeColumn notNull(String defaultValue) {
		return new TypeColumn(this.type, this.values, this.javaType, " NOT NULL DEFAULT " + defaultValue, this.mapping,
				this.annotations, this.converted, this.refused);
	}

	TypeColumn converted(String reason) {
		return new TypeColumn(this.type, this.values, this.javaType, this.definition, this.mapping, this.annotations,
				reason, this.refused);
	}

	TypeColumn refused(String reason) {
		return new TypeColumn(this.type, this.values, this.javaType, this.definition, this.mapping, this.annotations,
				this.converted, reason);
	}

	TypeColumn with(String text, Class<? extends Annotation> type, String property, Object value) {
		AnnotationDescription.Builder builder = AnnotationDescription.Builder.ofType(type);
		AnnotationDescription annotation = (value instanceof Enum<?> constant) ? define(builder, property, constant)
				: (value instanceof TypeDescription description) ? builder.define(property, description).build()
						: builder.define(property, (Integer) value).build();
		return with(text, annotation);
	}

	TypeColumn with(String text, Class<? extends Annotation> type) {
		return with(text, AnnotationDescription.Builder.ofType(type).build());
	}

	private TypeColumn with(String text, AnnotationDescription annotation) {
		List<AnnotationDescription> all = new ArrayList<>(this.annotations);
		all.add(annotation);
		return new TypeColumn(this.type, this.values, this.javaType, this.definition,
				(this.mapping + " " + text).strip(), List.copyOf(all), this.converted, this.refused);
	}

	private static AnnotationDescription define(AnnotationDescription.Builder builder, String property,
			Enum<?> constant) {
		return builder.define(property, constant).build();
	}

	AnnotationDescription column(String name) {
		return AnnotationDescription.Builder.ofType(Column.class).define("name", name).build();
	}

	/**
	 * Return the type of the attribute as it is written.
	 * @return the type, without packages
	 */
	String javaName() {
		return this.javaType.getActualName().replaceAll("[a-zA-Z0-9_.]+[.$]([A-Za-z])", "$1");
	}

	@Override
	public String toString() {
		return "%s as %s %s".formatted(this.type, javaName(), this.mapping).strip();
	}

}
