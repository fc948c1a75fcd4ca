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

package dev.pgrealtime.hub.filter;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * An attribute that can be filtered by. Equal only to itself: whoever hands out
 * attributes hands out the same one each time, so that equal filters are recognised.
 */
public final class FilterAttribute {

	private final String path;

	private final String root;

	private final ValueType type;

	private final Function<Object, @Nullable Object> reader;

	private FilterAttribute(String path, ValueType type, Function<Object, @Nullable Object> reader) {
		this.path = path;
		int dot = path.indexOf('.');
		this.root = (dot < 0) ? path : path.substring(0, dot);
		this.type = type;
		this.reader = reader;
	}

	/**
	 * Create an attribute.
	 * @param path its name, or with dots the path to it through embeddables
	 * @param javaType the class of its values; of one that has no text form, only being
	 * {@code null} can be asked
	 * @param reader reads the value off an entity, any of the channel; {@code null} is
	 * SQL {@code NULL}. Safe for use by several threads
	 * @return the attribute
	 */
	public static FilterAttribute of(String path, Class<?> javaType, Function<Object, @Nullable Object> reader) {
		return new FilterAttribute(path, ValueType.of(javaType), reader);
	}

	/**
	 * Return the name of the attribute of the entity that holds the value.
	 * @return the first part of the path
	 */
	String root() {
		return this.root;
	}

	ValueType type() {
		return this.type;
	}

	@Nullable Object read(Object entity) {
		Object value = this.reader.apply(entity);
		return (value != null) ? this.type.normalize(value) : null;
	}

	@Override
	public String toString() {
		return this.path;
	}

}
