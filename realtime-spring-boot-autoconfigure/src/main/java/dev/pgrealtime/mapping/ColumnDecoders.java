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

package dev.pgrealtime.mapping;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The pairs of PostgreSQL and Java type whose text form leaves no room for doubt, with
 * the decoder of each. What is not listed here is left to the driver. A date or a
 * {@code timestamp} without time zone is read as the driver does by default: with a
 * calendar in the zone of the JVM.
 */
public final class ColumnDecoders {

	private static final int BOOL = 16;

	private static final int BYTEA = 17;

	private static final int INT8 = 20;

	private static final int INT2 = 21;

	private static final int INT4 = 23;

	private static final int TEXT = 25;

	private static final int JSON = 114;

	private static final int FLOAT4 = 700;

	private static final int FLOAT8 = 701;

	private static final int VARCHAR = 1043;

	private static final int DATE = 1082;

	private static final int TIMESTAMP = 1114;

	private static final int TIMESTAMPTZ = 1184;

	private static final int NUMERIC = 1700;

	private static final int UUID_TYPE = 2950;

	private static final int JSONB = 3802;

	private static final Map<Integer, Map<Class<?>, ColumnDecoder>> DECODERS = Map.ofEntries(
			Map.entry(BOOL, Map.of(Boolean.class, TextDecoders::bool)), Map.entry(INT2, integers()),
			Map.entry(INT4, integers()), Map.entry(INT8, integers()),
			Map.entry(FLOAT4, Map.of(Float.class, TextDecoders::float4)),
			Map.entry(FLOAT8, Map.of(Double.class, TextDecoders::float8)),
			Map.entry(NUMERIC, Map.of(BigDecimal.class, TextDecoders::numeric)),
			Map.entry(TEXT, Map.of(String.class, TextDecoders::text)),
			Map.entry(VARCHAR, Map.of(String.class, TextDecoders::text)),
			Map.entry(UUID_TYPE, Map.of(UUID.class, TextDecoders::uuid)),
			Map.entry(BYTEA, Map.of(byte[].class, TextDecoders::bytea)),
			Map.entry(JSON, Map.of(String.class, TextDecoders::text)),
			Map.entry(JSONB, Map.of(String.class, TextDecoders::text)),
			Map.entry(DATE, Map.of(LocalDate.class, TemporalDecoders::date)),
			Map.entry(TIMESTAMP, Map.of(LocalDateTime.class, TemporalDecoders::localDateTime)),
			Map.entry(TIMESTAMPTZ, Map.of(Instant.class, TemporalDecoders::instant, OffsetDateTime.class,
					TemporalDecoders::offsetDateTime)));

	private ColumnDecoders() {
	}

	/**
	 * Find a decoder.
	 * @param typeOid the OID of the PostgreSQL type
	 * @param javaType the Java type, boxed
	 * @return the decoder, or {@code null} if the pair has to be left to the driver
	 */
	public static @Nullable ColumnDecoder find(int typeOid, Class<?> javaType) {
		return DECODERS.getOrDefault(typeOid, Map.of()).get(javaType);
	}

	private static Map<Class<?>, ColumnDecoder> integers() {
		return Map.of(Short.class, TextDecoders::int2, Integer.class, TextDecoders::int4, Long.class,
				TextDecoders::int8);
	}

}
