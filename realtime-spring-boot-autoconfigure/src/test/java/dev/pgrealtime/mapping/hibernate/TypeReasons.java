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

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Why values of some types arrive as others, or cannot arrive.
 */
final class TypeReasons {

	private static final String CALENDAR = "the driver counts days before 15 October 1582 by the Julian calendar";

	private static final String ERA = "years BC lose their era";

	private static final String GAP = "a local time that the zone of the JVM leaves out is moved, an infinity is the driver's far future or past";

	private static final String INFINITY = "an infinity is the driver's far future or past";

	private static final String MILLIS = "fractions of a millisecond are cut off, 24:00 is 00:00";

	private static final List<Reason> CONVERTED = List.of(
			new Reason(ofTypes("\\w.*\\[]").and((column) -> !isText(column)),
					"what is not counted from 1 is counted from 1"),
			new Reason(ofJava("Set<String>|SortedSet<Integer>"), "a set has no order and each element once"),
			new Reason(ofTypes("date(\\[])?").and(ofJava("Local.*")), CALENDAR + ", " + ERA + ", " + INFINITY),
			new Reason(ofTypes("date").and(ofJava("Date|Calendar")), CALENDAR + ", " + INFINITY),
			new Reason(ofTypes("timestamp(\\(\\d\\))?(\\[])?").and(ofJava("LocalDateTime.*|Timestamp|Date")),
					CALENDAR + ", " + GAP),
			new Reason(ofTypes("timestamp").and(ofJava("Calendar")), "only milliseconds, " + CALENDAR + ", " + GAP),
			new Reason(ofTypes("timestamp").and(ofJava("LocalDate")), "the date only, " + CALENDAR),
			new Reason(ofTypes("timestamp").and(ofMapping(".*UTC.*")), "a local time in UTC"),
			new Reason(ofTypes("timestamp").and(ofJava("Instant|OffsetDateTime")),
					"a local time in the zone of the JVM, " + CALENDAR + ", " + GAP),
			new Reason(ofTypes("timestamptz").and(ofJava("LocalDateTime")), "the local time in the zone of the JVM"),
			new Reason(ofTypes("timestamptz").and(ofJava("Calendar")), "only milliseconds, " + CALENDAR),
			new Reason(ofTypes("timestamptz").and(ofMapping(".*(WITH_TIMEZONE|NATIVE).*")), INFINITY),
			new Reason(ofTypes("timestamptz.*").and(ofJava("(Instant|OffsetDateTime|ZonedDateTime|Timestamp|Date).*")),
					CALENDAR + ", " + INFINITY),
			new Reason(ofTypes("timestamptz\\[]"), "before its standard time a zone has the offset of its mean time"),
			new Reason(ofTypes("time(\\(3\\))?(\\[])?").and((column) -> !isText(column)), MILLIS),
			new Reason(ofTypes("timetz").and(ofJava("LocalTime")), "the local time in the zone of the JVM, " + MILLIS),
			new Reason(ofTypes("timetz").and(ofJava("OffsetTime")), "24:00 is the last time of the day at -18:00"),
			new Reason(ofTypes("numeric").and(ofJava("Long|BigInteger|Duration")), "the scale is lost"),
			new Reason(ofTypes("numeric|bigint").and(ofJava("Double")), "the nearest double"),
			new Reason(ofTypes("double precision").and(ofJava("Float")), "the nearest float"),
			new Reason(ofJava("TimeZone"), "an unknown zone is GMT"), new Reason(ofJava("Locale"), "empty is the root"),
			new Reason(ofJava("ZoneOffset"), "zero is Z"),
			new Reason(ofJava("InetAddress"), "the prefix length is lost"),
			new Reason(ofJava("Serializable"), "the object that was serialized"),
			new Reason(ofTypes("jsonb?").and(ofJava("JsonNode|Object|Map.*|List.*|Pet|EmbeddedPet")),
					"by Hibernate's JSON mapper: fractions are doubles where the type does not say BigDecimal, JSON's null is null"));

	private static final List<Reason> REFUSED = List.of(
			new Reason(ofTypes("\\w.*\\[]").and((column) -> !isText(column)),
					"more than one dimension, or elements that the type cannot hold"),
			new Reason(ofTypes("numeric.*|double precision").and(ofJava("Big.*")),
					"not a number, infinite, or has a fraction where the type has none"),
			new Reason(ofTypes("numeric").and(ofJava("Long|Duration|Double")),
					"a fraction or a range that the type has not"),
			new Reason(ofTypes("smallint|integer|bigint|oid|xid8?|numeric").and(ofJava("Byte|Short|Integer|Long|Year")),
					"out of the range of the type"),
			new Reason(ofTypes("double precision").and(ofJava("Float")), "out of the range of the type"),
			new Reason(
					ofTypes("smallint|integer|mood|varchar.*|char\\(1\\)").and(ofJava("Mood|Level|Priority|Boolean")),
					"no constant of the type"),
			new Reason(ofTypes("varchar.*"), "not a value of the type"),
			new Reason(ofTypes("bytea").and(ofJava("UUID")), "not 16 bytes"),
			new Reason(ofTypes("bytea").and(ofJava("Serializable")), "no serialized object"),
			new Reason(ofTypes("money"), "the driver reads no thousands separator"),
			new Reason(ofTypes("interval"), "days or months, which a Duration has not, or out of range"),
			new Reason(ofTypes("jsonb?"), "another kind of JSON value"),
			new Reason(ofTypes("amount"), "elements that the type cannot hold"));

	private TypeReasons() {
	}

	static TypeColumn explain(TypeColumn column) {
		String converted = reasons(CONVERTED, column);
		String refused = reasons(REFUSED, column);
		TypeColumn explained = converted.isEmpty() ? column : column.converted(converted);
		return refused.isEmpty() ? explained : explained.refused(refused);
	}

	private static String reasons(List<Reason> reasons, TypeColumn column) {
		return reasons.stream()
			.filter((reason) -> !column.javaName().equals("String") && reason.column().test(column))
			.limit(2)
			.map(Reason::text)
			.distinct()
			.collect(Collectors.joining("; "));
	}

	private static boolean isText(TypeColumn column) {
		return column.javaName().equals("String");
	}

	private static Predicate<TypeColumn> ofTypes(String pattern) {
		return (column) -> column.type().matches(pattern);
	}

	private static Predicate<TypeColumn> ofJava(String pattern) {
		return (column) -> column.javaName().matches(pattern);
	}

	private static Predicate<TypeColumn> ofMapping(String pattern) {
		return (column) -> column.mapping().matches(pattern);
	}

	/**
	 * A reason.
	 *
	 * @param column accepts the columns that it is one for
	 * @param text the reason
	 */
	private record Reason(Predicate<TypeColumn> column, String text) {

	}

}
