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

import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * Knows the values of which the driver or Hibernate silently drop a part, because the
 * Java type has no room for it.
 */
final class LostParts {

	private static final Pattern FRACTION = Pattern.compile("-?\\d+\\.\\d*[1-9]\\d*");

	private static final Pattern DAYS = Pattern.compile(".*[a-z].*");

	private static final int UUID_TEXT_LENGTH = "\\x".length() + 32;

	private LostParts() {
	}

	/**
	 * Refuse a value that lost a part.
	 * @param mapping how it is mapped
	 * @param value what the driver and Hibernate made of the text
	 * @param text the text
	 * @throws IllegalArgumentException if the value is less than the text says
	 */
	static void refuse(JdbcMapping mapping, @Nullable Object value, Supplier<String> text) {
		if (value instanceof Duration && mapping.getJdbcType().getDefaultSqlTypeCode() == SqlTypes.INTERVAL_SECOND) {
			refuse(DAYS, text, "A Duration has no days or months");
		}
		else if (value instanceof Duration || value instanceof Long || value instanceof Integer
				|| value instanceof Short || value instanceof Byte) {
			refuse(FRACTION, text, "%s has no fraction".formatted(value.getClass().getSimpleName()));
		}
		else if (value instanceof Float || value instanceof Double) {
			if (Double.isInfinite(((Number) value).doubleValue()) && !text.get().endsWith("Infinity")) {
				throw new IllegalArgumentException("It is out of the range of " + value.getClass().getSimpleName());
			}
		}
		else if (value instanceof UUID && text.get().startsWith("\\x") && text.get().length() > UUID_TEXT_LENGTH) {
			throw new IllegalArgumentException("A UUID has 16 bytes");
		}
	}

	private static void refuse(Pattern lost, Supplier<String> text, String reason) {
		if (lost.matcher(text.get()).matches()) {
			throw new IllegalArgumentException(reason);
		}
	}

}
