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
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.web.json.SentPaths.Path;

/**
 * A path through all classes of a hierarchy. What a class does not have is {@code null},
 * as it is in their common table.
 */
final class HierarchyPath implements Function<Object, @Nullable Object> {

	private final Map<Class<?>, Path> paths = new HashMap<>();

	private final Path first;

	HierarchyPath(Path first) {
		this.first = first;
	}

	void add(Class<?> type, Path path) {
		this.paths.put(type, path);
	}

	/**
	 * Return whether all classes mean the same by it.
	 * @return {@code false} if it has several types, and so cannot be compared with one
	 * value
	 */
	boolean isUniform() {
		return this.paths.values()
			.stream()
			.allMatch((path) -> path.javaType() == this.first.javaType()
					&& path.attribute().equals(this.first.attribute()));
	}

	String attribute() {
		return this.first.attribute();
	}

	Class<?> javaType() {
		return this.first.javaType();
	}

	@Override
	public @Nullable Object apply(Object entity) {
		for (Class<?> type = entity.getClass(); type != null; type = type.getSuperclass()) {
			Path path = this.paths.get(type);
			if (path != null) {
				return path.reader().apply(entity);
			}
		}
		return null;
	}

}
