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

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URL;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TimeZone;
import java.util.UUID;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.EnumeratedValue;
import org.hibernate.annotations.Nationalized;
import org.hibernate.annotations.Struct;
import org.hibernate.annotations.TimeZoneStorageType;
import org.hibernate.type.NumericBooleanConverter;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.TrueFalseConverter;
import org.hibernate.type.YesNoConverter;
import org.postgresql.util.HStoreConverter;
import tools.jackson.databind.JsonNode;

/**
 * All pairs of a PostgreSQL type and a Java attribute type that are tested.
 */
final class TypeColumns {

	private static final List<String> AS_TEXT = List.of("text", "varchar(2000)", "char(8)", "name", "\"char\"",
			"citext", "character varying", "bit(4)", "bit varying", "cidr", "inet", "macaddr", "macaddr8", "point",
			"line", "lseg", "box", "path", "polygon", "circle", "tsvector", "tsquery", "int4range", "int8range",
			"numrange", "tsrange", "tstzrange", "daterange", "int4multirange", "nummultirange", "tstzmultirange",
			"datemultirange", "int8multirange", "tsmultirange", "pg_lsn", "pg_snapshot", "txid_snapshot", "jsonpath",
			"xid", "xid8", "cid", "tid", "oid", "regclass", "regtype", "regproc", "regrole", "regnamespace",
			"regprocedure", "regoper", "regoperator", "regconfig", "regdictionary", "regcollation", "refcursor",
			"aclitem", "xml", "json", "jsonb", "interval", "money", "uuid", "smallint", "integer", "bigint", "numeric",
			"real", "double precision", "boolean", "date", "time", "timetz", "timestamp", "timestamptz", "bytea",
			"hstore", "ltree", "cube", "int2vector", "oidvector", "mood", "amount", "label", "positive", "short_list",
			"integer[]", "text[]", "mood[]", "label[]", "amount[]", "tstzrange[]");

	/**
	 * Types that are tested with values of their own.
	 */
	private static final Map<String, String> ALIASES = Map.ofEntries(Map.entry("json_object", "json"),
			Map.entry("json_list", "json"), Map.entry("json_pet", "json"), Map.entry("jsonb_object", "jsonb"),
			Map.entry("jsonb_list", "jsonb"), Map.entry("jsonb_pet", "jsonb"), Map.entry("url", "varchar(255)"),
			Map.entry("locale", "varchar(255)"), Map.entry("currency", "varchar(255)"),
			Map.entry("zone", "varchar(255)"), Map.entry("zone_offset", "varchar(255)"),
			Map.entry("class_name", "varchar(255)"), Map.entry("java_serialized", "bytea"),
			Map.entry("mood_ordered", "mood"));

	private TypeColumns() {
	}

	static List<TypeColumn> all() {
		List<TypeColumn> all = new ArrayList<>();
		AS_TEXT.forEach((type) -> all.add(of(type, String.class)));
		all.addAll(numbers());
		all.addAll(texts());
		all.addAll(times());
		all.addAll(structures());
		all.addAll(arrays());
		return all.stream().map(TypeReasons::explain).toList();
	}

	private static List<TypeColumn> numbers() {
		return List.of(of("boolean", Boolean.class), of("boolean", boolean.class).notNull("false"),
				of("bit(1)", Boolean.class), of("smallint", Short.class), of("smallint", short.class).notNull("0"),
				of("smallint", Byte.class), of("smallint", Integer.class), of("smallint", Long.class),
				of("smallint", BigDecimal.class), of("smallint", Mood.class).enumerated(EnumType.ORDINAL),
				of("smallint", Priority.class), of("integer", Integer.class), of("integer", int.class).notNull("0"),
				of("integer", Short.class), of("integer", Long.class), of("integer", BigInteger.class),
				of("integer", BigDecimal.class), of("integer", Year.class), of("integer", Double.class),
				of("integer", Boolean.class).converter(NumericBooleanConverter.class), of("bigint", Long.class),
				of("bigint", long.class).notNull("0"), of("bigint", Integer.class), of("bigint", BigInteger.class),
				of("bigint", BigDecimal.class), of("bigint", Double.class),
				of("bigint", Instant.class).converter(EpochConverter.class), of("numeric", BigDecimal.class),
				of("numeric", BigInteger.class), of("numeric", Long.class), of("numeric", Double.class),
				of("numeric", Duration.class), of("numeric(12,2)", BigDecimal.class),
				of("numeric(38,0)", BigInteger.class), of("real", Float.class), of("real", float.class).notNull("0"),
				of("real", Double.class), of("double precision", Double.class),
				of("double precision", double.class).notNull("0"), of("double precision", Float.class),
				of("double precision", BigDecimal.class), of("money", BigDecimal.class), of("money", Double.class),
				of("oid", Long.class), of("oid", Integer.class), of("xid", Long.class), of("xid8", Long.class),
				of("xid8", BigInteger.class), of("positive", Integer.class), of("positive", Long.class));
	}

	private static List<TypeColumn> texts() {
		return List.of(of("text", char[].class), of("text", String.class).as(SqlTypes.LONGVARCHAR),
				of("text", String.class).as(SqlTypes.LONG32VARCHAR),
				of("text", String.class).with("@Nationalized", Nationalized.class),
				of("varchar(255)", Mood.class).enumerated(EnumType.STRING),
				of("varchar(255)", Level.class).enumerated(EnumType.STRING),
				of("varchar(255)", UUID.class).as(SqlTypes.VARCHAR),
				of("varchar(255)", Code.class).converter(CodeConverter.class), of("url", URL.class),
				of("locale", Locale.class), of("currency", Currency.class), of("zone", ZoneId.class),
				of("zone", TimeZone.class), of("zone_offset", ZoneOffset.class), of("class_name", Class.class),
				of("char(1)", Character.class), of("char(1)", char.class).notNull("'x'"),
				of("char(1)", Boolean.class).converter(YesNoConverter.class),
				of("char(1)", Boolean.class).converter(TrueFalseConverter.class),
				of("char(8)", String.class).as(SqlTypes.CHAR), of("mood", Mood.class).as(SqlTypes.NAMED_ENUM),
				of("mood_ordered", Mood.class).as(SqlTypes.NAMED_ORDINAL_ENUM),
				of("label", Code.class).converter(CodeConverter.class), of("uuid", UUID.class),
				of("uuid", UUID.class).as(SqlTypes.UUID), of("xml", String.class).as(SqlTypes.SQLXML),
				of("inet", InetAddress.class), of("cidr", InetAddress.class), of("bytea", byte[].class),
				of("bytea", byte[].class).as(SqlTypes.LONG32VARBINARY), of("bytea", byte[].class).as(SqlTypes.BINARY),
				of("java_serialized", Serializable.class), of("bytea", UUID.class).as(SqlTypes.BINARY));
	}

	private static List<TypeColumn> times() {
		return List.of(of("date", LocalDate.class), of("date", java.sql.Date.class),
				of("date", Date.class).as(SqlTypes.DATE), of("date", Calendar.class).as(SqlTypes.DATE),
				of("date", LocalDateTime.class), of("time", LocalTime.class), of("time(3)", LocalTime.class),
				of("time", Time.class), of("time", Date.class).as(SqlTypes.TIME),
				of("time", OffsetTime.class).zone(TimeZoneStorageType.NORMALIZE),
				of("timetz", OffsetTime.class).zone(TimeZoneStorageType.NATIVE), of("timetz", LocalTime.class),
				of("timestamp", LocalDateTime.class), of("timestamp(0)", LocalDateTime.class),
				of("timestamp(3)", LocalDateTime.class), of("timestamp", Timestamp.class), of("timestamp", Date.class),
				of("timestamp", Calendar.class), of("timestamp", Instant.class).as(SqlTypes.TIMESTAMP),
				of("timestamp", OffsetDateTime.class).zone(TimeZoneStorageType.NORMALIZE),
				of("timestamp", OffsetDateTime.class).zone(TimeZoneStorageType.NORMALIZE_UTC),
				of("timestamp", ZonedDateTime.class).zone(TimeZoneStorageType.NORMALIZE_UTC),
				of("timestamp", LocalDate.class), of("timestamptz", Instant.class), of("timestamptz(3)", Instant.class),
				of("timestamptz", Instant.class).as(SqlTypes.TIMESTAMP_WITH_TIMEZONE),
				of("timestamptz", OffsetDateTime.class),
				of("timestamptz", OffsetDateTime.class).zone(TimeZoneStorageType.NATIVE),
				of("timestamptz", OffsetDateTime.class).zone(TimeZoneStorageType.NORMALIZE),
				of("timestamptz", ZonedDateTime.class), of("timestamptz", LocalDateTime.class),
				of("timestamptz", Timestamp.class), of("timestamptz", Date.class), of("timestamptz", Calendar.class),
				of("interval", Duration.class).as(SqlTypes.INTERVAL_SECOND));
	}

	private static List<TypeColumn> structures() {
		List<TypeColumn> all = new ArrayList<>();
		for (String type : List.of("json", "jsonb")) {
			all.add(of(type, String.class).as(SqlTypes.JSON));
			all.add(of(type, JsonNode.class).as(SqlTypes.JSON));
			all.add(of(type, Object.class).as(SqlTypes.JSON));
			all.add(of(type + "_object", Map.class, String.class, Object.class).as(SqlTypes.JSON));
			all.add(of(type + "_list", List.class, BigDecimal.class).as(SqlTypes.JSON));
			all.add(of(type + "_pet", Pet.class).as(SqlTypes.JSON));
			all.add(of(type + "_pet", EmbeddedPet.class).as(SqlTypes.JSON));
		}
		all.add(of("amount", Amount.class));
		all.add(of("hstore", Map.class, String.class, String.class).converter(HstoreConverter.class));
		all.add(of("xml", String.class).as(SqlTypes.LONG32VARCHAR));
		return all;
	}

	private static List<TypeColumn> arrays() {
		List<TypeColumn> all = new ArrayList<>(List.of(of("boolean[]", Boolean[].class),
				of("smallint[]", Short[].class), of("integer[]", Integer[].class), of("integer[]", int[].class),
				of("integer[]", Long[].class), of("bigint[]", Long[].class), of("bigint[]", long[].class),
				of("real[]", Float[].class), of("double precision[]", Double[].class),
				of("double precision[]", double[].class), of("numeric[]", BigDecimal[].class),
				of("text[]", String[].class), of("varchar(2000)[]", String[].class), of("uuid[]", UUID[].class),
				of("date[]", LocalDate[].class), of("time[]", LocalTime[].class),
				of("timestamp[]", LocalDateTime[].class), of("timestamptz[]", Instant[].class),
				of("timestamptz[]", OffsetDateTime[].class), of("bytea[]", byte[][].class),
				of("short_list", Integer[].class), of("positive[]", Integer[].class), of("label[]", String[].class),
				of("mood[]", String[].class), of("interval[]", String[].class), of("inet[]", String[].class),
				of("jsonb[]", String[].class)));
		all.add(of("integer[]", List.class, Integer.class).as(SqlTypes.ARRAY));
		all.add(of("text[]", List.class, String.class).as(SqlTypes.ARRAY));
		all.add(of("text[]", Set.class, String.class).as(SqlTypes.ARRAY));
		all.add(of("uuid[]", List.class, UUID.class).as(SqlTypes.ARRAY));
		all.add(of("integer[]", SortedSet.class, Integer.class).as(SqlTypes.ARRAY));
		all.add(of("smallint[]", Mood[].class));
		all.add(of("amount[]", Amount[].class));
		return all;
	}

	private static TypeColumn of(String type, Class<?> javaType, java.lang.reflect.Type... arguments) {
		return TypeColumn.of(ALIASES.getOrDefault(type, type), TypeValues.of(type), javaType, arguments);
	}

	public enum Mood {

		HAPPY, so_so, Größe, $odd_1

	}

	public enum Level {

		LOW("low, \"quoted\""), HIGH("hi'gh ü");

		@EnumeratedValue
		final String label;

		Level(String label) {
			this.label = label;
		}

	}

	public enum Priority {

		LOW((short) -5), HIGH((short) 300);

		@EnumeratedValue
		final short code;

		Priority(short code) {
			this.code = code;
		}

	}

	public record Code(String text) {

	}

	public static final class CodeConverter implements AttributeConverter<Code, String> {

		@Override
		public String convertToDatabaseColumn(Code code) {
			return (code != null) ? code.text() : null;
		}

		@Override
		public Code convertToEntityAttribute(String text) {
			return (text != null) ? new Code(text) : null;
		}

	}

	public static final class EpochConverter implements AttributeConverter<Instant, Long> {

		@Override
		public Long convertToDatabaseColumn(Instant instant) {
			return (instant != null) ? instant.toEpochMilli() : null;
		}

		@Override
		public Instant convertToEntityAttribute(Long millis) {
			return (millis != null) ? Instant.ofEpochMilli(millis) : null;
		}

	}

	public static final class HstoreConverter implements AttributeConverter<Map<String, String>, String> {

		@Override
		public String convertToDatabaseColumn(Map<String, String> map) {
			return (map != null) ? HStoreConverter.toString(map) : null;
		}

		@Override
		public Map<String, String> convertToEntityAttribute(String text) {
			return (text != null) ? HStoreConverter.fromString(text) : null;
		}

	}

	public record Pet(String name, BigDecimal weight, List<Integer> scores) {

	}

	@Embeddable
	public record EmbeddedPet(String name, BigDecimal weight) {

	}

	@Embeddable
	@Struct(name = "amount")
	public record Amount(String currency, BigDecimal cents) {

	}

}
