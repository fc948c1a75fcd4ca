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

	private FilterAttribute(String path, String root, ValueType type, Function<Object, @Nullable Object> reader) {
		this.path = path;
		this.root = root;
		this.type = type;
		this.reader = reader;
	}

	/**
	 * Create an attribute whose path begins with the name that it has in the entity.
	 * @param path its name, or with dots the path to it through embeddables
	 * @param javaType the class of its values; of one that has no text form, only being
	 * {@code null} can be asked
	 * @param reader reads the value off an entity, any of the channel; {@code null} is
	 * SQL {@code NULL}. If it throws, the value counts as unknown. Safe for use by
	 * several threads
	 * @return the attribute
	 */
	public static FilterAttribute of(String path, Class<?> javaType, Function<Object, @Nullable Object> reader) {
		int dot = path.indexOf('.');
		return of(path, (dot < 0) ? path : path.substring(0, dot), javaType, reader);
	}

	/**
	 * Create an attribute that subscribers know by another name than the entity does.
	 * @param path the name by which subscribers know it, or a path
	 * @param root the name of the attribute of the entity that holds the value
	 * @param javaType the class of its values
	 * @param reader reads the value off an entity, as above
	 * @return the attribute
	 */
	public static FilterAttribute of(String path, String root, Class<?> javaType,
			Function<Object, @Nullable Object> reader) {
		return new FilterAttribute(path, root, ValueType.of(javaType), reader);
	}

	/**
	 * Return the name of the attribute of the entity that holds the value.
	 * @return the name by which an image lists it as unknown
	 */
	String root() {
		return this.root;
	}

	ValueType type() {
		return this.type;
	}

	/**
	 * Return the normal form of a value.
	 * @param text the value as text
	 * @return the normal form
	 * @throws IllegalArgumentException if the attribute can have no such value
	 */
	public Object parse(String text) {
		if (this.type.parser() == null) {
			throw new IllegalArgumentException("'%s' has no text form".formatted(this.path));
		}
		try {
			return this.type.parser().apply(text);
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException("'%s' is a %s".formatted(this.path, this.type.name()), ex);
		}
	}

	@Nullable Object read(Object entity) {
		try {
			Object value = this.reader.apply(entity);
			return (value != null) ? this.type.normalize(value) : null;
		}
		// A getter that fails must not hold up the stream
		catch (RuntimeException ex) {
			return Row.UNDECIDED;
		}
	}

	@Override
	public String toString() {
		return this.path;
	}

}
