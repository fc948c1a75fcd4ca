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

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Time;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * How the values of an attribute are written, and when two of them are equal or in order.
 * It works on normal forms, whose {@code equals} is the {@code =} of PostgreSQL: without
 * the scale of a number or the offset of a time.
 *
 * @param name the name of the type, for messages
 * @param parser makes a normal form of text; {@code null} if values have no text form
 * @param normalizer makes a normal form of what an entity holds
 * @param order the order of normal forms; {@code null} if they have none
 */
record ValueType(String name, @Nullable Function<String, Object> parser, Function<Object, Object> normalizer,
		@Nullable Comparator<Object> order) {

	static final ValueType TEXT = of("text", (text) -> text, Object::toString, Texts::compare);

	static final ValueType BOOLEAN = of("boolean", ValueType::parseBoolean, (value) -> value, Boolean::compareTo);

	private static final ValueType DECIMAL = of("number", (text) -> normal(new BigDecimal(text)),
			(value) -> normal((BigDecimal) value), BigDecimal::compareTo);

	// PostgreSQL knows no negative zero, and NaN is equal to itself and above all others
	private static final ValueType FLOAT = of("number", ValueType::parseDouble, (value) -> (Float) value + 0.0d,
			Double::compareTo);

	private static final ValueType DOUBLE = of("number", ValueType::parseDouble, (value) -> (Double) value + 0.0d,
			Double::compareTo);

	private static final ValueType INSTANT = of("time stamp with offset, such as 2026-01-31T12:00:00Z",
			ValueType::parseInstant, ValueType::instant, Instant::compareTo);

	private static final Map<Class<?>, ValueType> TYPES = Map.ofEntries(Map.entry(String.class, TEXT),
			Map.entry(Character.class, TEXT), Map.entry(Boolean.class, BOOLEAN),
			Map.entry(Byte.class, integer((text) -> (long) Byte.parseByte(text))),
			Map.entry(Short.class, integer((text) -> (long) Short.parseShort(text))),
			Map.entry(Integer.class, integer((text) -> (long) Integer.parseInt(text))),
			Map.entry(Long.class, integer(Long::valueOf)), Map.entry(BigDecimal.class, DECIMAL),
			Map.entry(BigInteger.class, of("integer", BigInteger::new, (value) -> value, BigInteger::compareTo)),
			Map.entry(Float.class, FLOAT), Map.entry(Double.class, DOUBLE),
			Map.entry(UUID.class, of("UUID", ValueType::parseUuid, (value) -> value, ValueType::compareUuids)),
			Map.entry(Instant.class, INSTANT), Map.entry(OffsetDateTime.class, INSTANT),
			Map.entry(ZonedDateTime.class, INSTANT), Map.entry(Date.class, INSTANT),
			Map.entry(java.sql.Timestamp.class, INSTANT),
			Map.entry(LocalDateTime.class,
					of("time stamp, such as 2026-01-31T12:00:00", LocalDateTime::parse, (value) -> value,
							LocalDateTime::compareTo)),
			Map.entry(LocalDate.class,
					of("date, such as 2026-01-31", LocalDate::parse, (value) -> value, LocalDate::compareTo)),
			Map.entry(java.sql.Date.class,
					of("date, such as 2026-01-31", LocalDate::parse, (value) -> ((java.sql.Date) value).toLocalDate(),
							LocalDate::compareTo)),
			Map.entry(LocalTime.class,
					of("time, such as 12:00:00", LocalTime::parse, (value) -> value, LocalTime::compareTo)),
			Map.entry(Time.class, of("time, such as 12:00:00", LocalTime::parse,
					(value) -> ((Time) value).toLocalTime(), LocalTime::compareTo)));

	static ValueType of(Class<?> javaType) {
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(javaType);
		if (type.isEnum()) {
			return enumeration(type);
		}
		return TYPES.getOrDefault(type, new ValueType("type without text form", null, (value) -> value, null));
	}

	@SuppressWarnings("unchecked")
	private static <T> ValueType of(String name, Function<String, Object> parser, Function<Object, Object> normalizer,
			Comparator<T> order) {
		return new ValueType(name, parser, normalizer, (Comparator<Object>) order);
	}

	private static ValueType integer(Function<String, Object> parser) {
		return of("integer", parser, (value) -> ((Number) value).longValue(), Long::compareTo);
	}

	// Without order: whether names or ordinals are stored is a matter of the mapping
	private static ValueType enumeration(Class<?> type) {
		Map<String, Object> constants = new LinkedHashMap<>();
		for (Object constant : type.getEnumConstants()) {
			constants.put(((Enum<?>) constant).name(), constant);
		}
		return new ValueType("one of " + constants.keySet(), (text) -> {
			Object constant = constants.get(text);
			if (constant == null) {
				throw new IllegalArgumentException("no such constant");
			}
			return constant;
		}, (value) -> value, null);
	}

	boolean isText() {
		return equals(TEXT);
	}

	boolean isBoolean() {
		return equals(BOOLEAN);
	}

	Object normalize(Object value) {
		return this.normalizer.apply(value);
	}

	private static Object normal(BigDecimal value) {
		return value.stripTrailingZeros();
	}

	private static Object parseDouble(String text) {
		if (text.endsWith("d") || text.endsWith("D") || text.endsWith("f") || text.endsWith("F")) {
			throw new NumberFormatException("Java suffix");
		}
		return Double.parseDouble(text) + 0.0d;
	}

	private static Object parseBoolean(String text) {
		return switch (text.toLowerCase(Locale.ROOT)) {
			case "true", "t", "yes", "y", "on", "1" -> true;
			case "false", "f", "no", "n", "off", "0" -> false;
			default -> throw new IllegalArgumentException("not a boolean");
		};
	}

	// Lenient as it is, UUID.fromString takes 1-1-1-1-1
	private static Object parseUuid(String text) {
		if (text.length() != 36) {
			throw new IllegalArgumentException("not a UUID");
		}
		return UUID.fromString(text);
	}

	private static int compareUuids(UUID first, UUID second) {
		int result = Long.compareUnsigned(first.getMostSignificantBits(), second.getMostSignificantBits());
		return (result != 0) ? result
				: Long.compareUnsigned(first.getLeastSignificantBits(), second.getLeastSignificantBits());
	}

	// In a query string, the plus sign of an offset becomes a blank unless it is escaped
	private static Object parseInstant(String text) {
		return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
	}

	private static Object instant(Object value) {
		if (value instanceof OffsetDateTime time) {
			return time.toInstant();
		}
		if (value instanceof ZonedDateTime time) {
			return time.toInstant();
		}
		return (value instanceof Date date) ? date.toInstant() : value;
	}

}
