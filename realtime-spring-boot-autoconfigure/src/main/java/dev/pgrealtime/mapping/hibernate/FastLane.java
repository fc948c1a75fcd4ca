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

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.hibernate.HibernateException;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.CustomType;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.BigDecimalJavaType;
import org.hibernate.type.descriptor.java.BooleanJavaType;
import org.hibernate.type.descriptor.java.DoubleJavaType;
import org.hibernate.type.descriptor.java.FloatJavaType;
import org.hibernate.type.descriptor.java.InstantJavaType;
import org.hibernate.type.descriptor.java.IntegerJavaType;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.java.LocalDateJavaType;
import org.hibernate.type.descriptor.java.LocalDateTimeJavaType;
import org.hibernate.type.descriptor.java.LongJavaType;
import org.hibernate.type.descriptor.java.OffsetDateTimeJavaType;
import org.hibernate.type.descriptor.java.PrimitiveByteArrayJavaType;
import org.hibernate.type.descriptor.java.ShortJavaType;
import org.hibernate.type.descriptor.java.StringJavaType;
import org.hibernate.type.descriptor.java.UUIDJavaType;
import org.hibernate.type.format.AbstractJsonFormatMapper;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.mapping.ColumnDecoder;
import dev.pgrealtime.mapping.ColumnDecoders;

/**
 * Tells which columns may take the fast lane: those that Hibernate reads with its own
 * plain types, where no type of the application has a say before the converter.
 */
final class FastLane {

	private static final Map<JavaType<?>, Class<?>> JAVA_TYPES = Map.ofEntries(
			Map.entry(BooleanJavaType.INSTANCE, Boolean.class), Map.entry(ShortJavaType.INSTANCE, Short.class),
			Map.entry(IntegerJavaType.INSTANCE, Integer.class), Map.entry(LongJavaType.INSTANCE, Long.class),
			Map.entry(FloatJavaType.INSTANCE, Float.class), Map.entry(DoubleJavaType.INSTANCE, Double.class),
			Map.entry(BigDecimalJavaType.INSTANCE, BigDecimal.class), Map.entry(StringJavaType.INSTANCE, String.class),
			Map.entry(UUIDJavaType.INSTANCE, UUID.class), Map.entry(PrimitiveByteArrayJavaType.INSTANCE, byte[].class),
			Map.entry(LocalDateJavaType.INSTANCE, LocalDate.class),
			Map.entry(LocalDateTimeJavaType.INSTANCE, LocalDateTime.class),
			Map.entry(InstantJavaType.INSTANCE, Instant.class),
			Map.entry(OffsetDateTimeJavaType.INSTANCE, OffsetDateTime.class));

	private static final Set<Integer> JDBC_TYPES = Set.of(SqlTypes.BOOLEAN, SqlTypes.SMALLINT, SqlTypes.INTEGER,
			SqlTypes.BIGINT, SqlTypes.REAL, SqlTypes.FLOAT, SqlTypes.DOUBLE, SqlTypes.NUMERIC, SqlTypes.DECIMAL,
			SqlTypes.VARCHAR, SqlTypes.LONGVARCHAR, SqlTypes.LONG32VARCHAR, SqlTypes.UUID, SqlTypes.VARBINARY,
			SqlTypes.LONGVARBINARY, SqlTypes.LONG32VARBINARY, SqlTypes.TIMESTAMP_UTC, SqlTypes.TIMESTAMP_WITH_TIMEZONE);

	private final Set<Integer> jdbcTypes = new HashSet<>(JDBC_TYPES);

	private final SessionFactoryOptions options;

	/**
	 * Create a fast lane.
	 * @param options the options of the session factory, some of which have a say in what
	 * a value means
	 */
	FastLane(SessionFactoryOptions options) {
		if (options.getJdbcTimeZone() == null) {
			this.jdbcTypes.add(SqlTypes.DATE);
			this.jdbcTypes.add(SqlTypes.TIMESTAMP);
		}
		this.options = options;
	}

	@Nullable ColumnDecoder find(int typeOid, JdbcMapping mapping) {
		Class<?> javaType = JAVA_TYPES.get(mapping.getJdbcJavaType());
		if (javaType == null || mapping instanceof CustomType || !isPlain(mapping) || isNormalized(mapping)) {
			return null;
		}
		return ColumnDecoders.find(typeOid, javaType);
	}

	private static boolean isNormalized(JdbcMapping mapping) {
		// Hibernate reads it by way of a local time, and so with the offset of a zone.
		return mapping.getJdbcJavaType() instanceof OffsetDateTimeJavaType
				&& mapping.getJdbcType().getDefaultSqlTypeCode() == SqlTypes.TIMESTAMP;
	}

	private boolean isPlain(JdbcMapping mapping) {
		int code = mapping.getJdbcType().getDefaultSqlTypeCode();
		return (this.jdbcTypes.contains(code) || (code == SqlTypes.JSON && handsOnJsonText()))
				&& mapping.getJdbcType().getClass().getName().startsWith("org.hibernate.");
	}

	private boolean handsOnJsonText() {
		try {
			// Hibernate's own hand on a string as it is, one of the application need not.
			return this.options.getJsonFormatMapper() instanceof AbstractJsonFormatMapper;
		}
		catch (HibernateException ex) {
			// There is neither Jackson nor Yasson, and nobody can read the attribute.
			return false;
		}
	}

}
