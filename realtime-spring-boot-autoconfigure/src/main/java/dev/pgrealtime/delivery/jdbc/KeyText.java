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

package dev.pgrealtime.delivery.jdbc;

import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

import dev.pgrealtime.delivery.EventKey;

/**
 * The text of a key, the same for equal keys in each run of the application, even if the
 * class of an identifier has no {@code toString()} of its own.
 */
final class KeyText {

	private KeyText() {
	}

	static String of(EventKey key) {
		return key.model() + ' ' + text(key.id());
	}

	private static String text(@Nullable Object value) {
		if (value == null) {
			return "null";
		}
		if (value.getClass().isArray()) {
			return IntStream.range(0, Array.getLength(value))
				.mapToObj((index) -> text(Array.get(value, index)))
				.collect(Collectors.joining(",", "[", "]"));
		}
		if (value instanceof List<?> values) {
			return values.stream().map(KeyText::text).collect(Collectors.joining(",", "[", "]"));
		}
		return isValue(value.getClass()) ? value.toString() : fields(value);
	}

	private static boolean isValue(Class<?> type) {
		return type.getName().startsWith("java.") || type.isEnum();
	}

	private static String fields(Object value) {
		Map<String, String> fields = new TreeMap<>();
		ReflectionUtils.doWithFields(value.getClass(), (field) -> {
			ReflectionUtils.makeAccessible(field);
			fields.put(field.getName(), text(field.get(value)));
		}, (field) -> !Modifier.isStatic(field.getModifiers()));
		return fields.toString();
	}

}
