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

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;

import org.jspecify.annotations.Nullable;
import org.postgresql.util.HStoreConverter;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells whether a Java value says the same as the text that the server has for it. Knows
 * nothing of how either was made.
 */
final class ServerText {

	private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendPattern("HH:mm:ss")
		.appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
		.toFormatter();

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(tools.jackson.databind.cfg.JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	/**
	 * More than the server can hold.
	 */
	private static final long MAX_DAYS = 365L * 6_000_000;

	private final String type;

	private final ZoneId zone;

	ServerText(String type, ZoneId zone) {
		this.type = type;
		this.zone = zone;
	}

	boolean isOf(@Nullable Object value, String text) {
		if (value == null) {
			return false;
		}
		if (value instanceof Object[] || value instanceof Collection<?> || value instanceof int[]
				|| value instanceof long[] || value instanceof double[]) {
			return isJson() ? isJson(value, text) : isArray(list(value), text);
		}
		if (value instanceof TypeColumns.Amount amount) {
			List<String> parts = parts(text, '(', ')');
			return isPart(amount.cents(), parts.get(0)) && isPart(amount.currency(), parts.get(1));
		}
		if (value instanceof Map<?, ?> map && this.type.equals("hstore")) {
			return map.equals(HStoreConverter.fromString(text));
		}
		if (isJson() && !(value instanceof String)) {
			return isJson(value, text);
		}
		if (value instanceof Boolean flag && this.type.equals("char(1)")) {
			return text.equals(flag ? "Y" : "N") || text.equals(flag ? "T" : "F");
		}
		if (value instanceof InetAddress address) {
			return isAddress(address, text);
		}
		return (value instanceof Number number) ? isNumber(number, text) : text.equals(scalar(value));
	}

	private boolean isJson() {
		return this.type.equals("json") || this.type.equals("jsonb");
	}

	private boolean isArray(List<?> values, String text) {
		if (text.startsWith("[")) {
			// That its first index is not 1 is lost.
			return false;
		}
		boolean vector = this.type.equals("short_list");
		List<String> parts = parts(text, '{', '}');
		if (values.size() != parts.size()) {
			return false;
		}
		ServerText element = new ServerText(vector ? "integer" : this.type.replaceFirst("\\[]$", ""), this.zone);
		for (int i = 0; i < parts.size(); i++) {
			if (!element.isPart(values.get(i), parts.get(i))) {
				return false;
			}
		}
		return true;
	}

	private boolean isPart(@Nullable Object value, @Nullable String text) {
		return (text != null) ? isOf(value, text) : value == null;
	}

	private static boolean isJson(Object value, String text) {
		JsonNode expected = JSON.readTree(text);
		JsonNode actual = (value instanceof JsonNode node) ? node : JSON.valueToTree(value);
		return expected.toString().equals(actual.toString());
	}

	private static boolean isAddress(InetAddress address, String text) {
		try {
			return !text.contains("/") && InetAddress.getByName(text).equals(address);
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	private boolean isNumber(Number number, String text) {
		if (this.type.equals("money")) {
			boolean negative = text.startsWith("-") || text.startsWith("(");
			return isNumber(number, (negative ? "-" : "") + text.replaceAll("[^0-9.]", ""), "numeric");
		}
		return isNumber(number, text, this.type);
	}

	private static boolean isNumber(Number number, String text, String type) {
		if (number instanceof BigDecimal decimal) {
			return (type.equals("double precision") || type.equals("real"))
					? isNumeric(text) && decimal.compareTo(new BigDecimal(text)) == 0
					: decimal.toPlainString().equals(text);
		}
		if (number instanceof Float || number instanceof Double) {
			if (!type.equals("real") && !type.equals("double precision")) {
				return number.toString().equals(text) || (Double.isFinite(number.doubleValue()) && isNumeric(text)
						&& new BigDecimal(number.toString()).compareTo(new BigDecimal(text)) == 0);
			}
			if (number instanceof Float single && type.equals("double precision")) {
				return Double.valueOf(single.doubleValue()).equals(Double.valueOf(text))
						|| (Double.toString(Double.parseDouble(text)).equals(single.toString()));
			}
			return (number instanceof Float) ? number.equals(Float.valueOf(text)) : number.equals(Double.valueOf(text));
		}
		return number.toString().equals(text) || (number instanceof BigInteger && number.toString().equals(text));
	}

	private static boolean isNumeric(String text) {
		return !text.contains("N") && !text.contains("n");
	}

	private String scalar(Object value) {
		if (value instanceof Boolean flag) {
			return flag(flag);
		}
		if (value instanceof byte[] bytes) {
			return "\\x" + HexFormat.of().formatHex(bytes);
		}
		if (value instanceof char[] chars) {
			return String.valueOf(chars);
		}
		if (value instanceof TypeColumns.Code code) {
			return code.text();
		}
		if (value instanceof Enum<?> constant) {
			return label(constant);
		}
		if (value instanceof TimeZone timeZone) {
			return timeZone.getID();
		}
		if (value instanceof java.util.Locale locale) {
			return locale.toLanguageTag();
		}
		if (value instanceof Class<?> named) {
			return named.getName();
		}
		if (value instanceof java.util.UUID uuid && this.type.equals("bytea")) {
			return "\\x" + uuid.toString().replace("-", "");
		}
		if (value instanceof Duration duration) {
			return this.type.equals("numeric") ? nanos(duration).toString() : interval(duration);
		}
		String temporal = temporal(value);
		return (temporal != null) ? temporal : value.toString();
	}

	private String flag(boolean flag) {
		return switch (this.type) {
			case "bit(1)", "integer" -> flag ? "1" : "0";
			default -> flag ? "t" : "f";
		};
	}

	private String label(Enum<?> constant) {
		if (constant instanceof TypeColumns.Level level) {
			return level.label;
		}
		if (constant instanceof TypeColumns.Priority priority) {
			return String.valueOf(priority.code);
		}
		return this.type.equals("smallint") ? String.valueOf(constant.ordinal()) : constant.name();
	}

	private static BigInteger nanos(Duration duration) {
		return BigInteger.valueOf(duration.getSeconds())
			.multiply(BigInteger.valueOf(1_000_000_000))
			.add(BigInteger.valueOf(duration.getNano()));
	}

	private static String interval(Duration duration) {
		Duration absolute = duration.abs();
		return "%s%02d:%02d:%02d%s".formatted(duration.isNegative() ? "-" : "", absolute.toHours(),
				absolute.toMinutesPart(), absolute.toSecondsPart(), fraction(absolute.getNano()));
	}

	private static String fraction(int nanos) {
		return (nanos != 0) ? ".%09d".formatted(nanos).replaceFirst("0+$", "") : "";
	}

	private @Nullable String temporal(Object value) {
		if (value instanceof LocalDate date) {
			return date(date, "");
		}
		if (value instanceof LocalTime time) {
			return TIME.format(time);
		}
		if (value instanceof OffsetTime time) {
			return this.type.equals("timetz") ? TIME.format(time) + offset(time.getOffset()) : TIME.format(time);
		}
		if (value instanceof Instant instant) {
			return this.type.equals("bigint") ? String.valueOf(instant.toEpochMilli()) : point(instant);
		}
		if (value instanceof OffsetDateTime time) {
			return point(time.toInstant());
		}
		if (value instanceof ZonedDateTime time) {
			return point(time.toInstant());
		}
		if (value instanceof Calendar calendar) {
			return date(calendar.toInstant());
		}
		if (value instanceof LocalDateTime time) {
			return this.type.equals("date") ? date(time.toLocalDate(), "") : dateTime(time, "");
		}
		if (value instanceof Timestamp timestamp) {
			return date(timestamp.toInstant());
		}
		return (value instanceof Date date) ? date(Instant.ofEpochMilli(date.getTime())) : null;
	}

	private String date(Instant instant) {
		LocalDateTime local = LocalDateTime.ofInstant(instant, this.zone);
		if (this.type.equals("date")) {
			return date(local.toLocalDate(), "");
		}
		if (this.type.startsWith("time") && !this.type.startsWith("timestamp")) {
			return TIME.format(local);
		}
		return point(instant);
	}

	private String point(Instant instant) {
		if (Duration.between(Instant.EPOCH, instant).abs().toDays() > MAX_DAYS) {
			return instant.toString();
		}
		if (this.type.startsWith("timestamptz")) {
			return dateTime(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), "+00");
		}
		return dateTime(LocalDateTime.ofInstant(instant, this.zone), "");
	}

	private static String dateTime(LocalDateTime time, String offset) {
		return date(time.toLocalDate(), " " + TIME.format(time) + offset);
	}

	private static String date(LocalDate date, String rest) {
		return "%04d-%02d-%02d%s%s".formatted(date.get(ChronoField.YEAR_OF_ERA), date.getMonthValue(),
				date.getDayOfMonth(), rest, (date.getEra() == IsoEra.BCE) ? " BC" : "");
	}

	private static String offset(ZoneOffset offset) {
		String text = offset.equals(ZoneOffset.UTC) ? "+00" : offset.toString();
		return text.replaceFirst(":00$", "");
	}

	private static List<?> list(Object value) {
		if (value instanceof Collection<?> collection) {
			return new ArrayList<>(collection);
		}
		List<@Nullable Object> list = new ArrayList<>();
		for (int i = 0; i < Array.getLength(value); i++) {
			list.add(Array.get(value, i));
		}
		return list;
	}

	/**
	 * Take an array or a row apart.
	 * @param text the text
	 * @param open what it begins with
	 * @param close what it ends with
	 * @return the text of each element, {@code null} for {@code NULL}; nested ones as
	 * they are
	 */
	static List<@Nullable String> parts(String text, char open, char close) {
		List<@Nullable String> parts = new ArrayList<>();
		StringBuilder part = new StringBuilder();
		boolean quoted = false;
		boolean wasQuoted = false;
		int depth = 0;
		for (int i = 1; i < text.length(); i++) {
			char ch = text.charAt(i);
			if (ch == '\\') {
				part.append((depth > 0) ? "\\" : "").append(text.charAt(++i));
			}
			else if (ch == '"' && depth == 0) {
				if (quoted && text.charAt(i + 1) == '"') {
					part.append(text.charAt(++i));
				}
				else {
					quoted = !quoted;
					wasQuoted = true;
				}
			}
			else if (!quoted && depth == 0 && (ch == ',' || ch == close)) {
				boolean none = !wasQuoted && (part.isEmpty() || (open == '{' && part.toString().equals("NULL")));
				if (text.length() > 2) {
					parts.add(none ? null : part.toString());
				}
				part.setLength(0);
				wasQuoted = false;
			}
			else {
				depth += (!quoted && ch == open) ? 1 : (!quoted && ch == close) ? -1 : 0;
				part.append(ch);
			}
		}
		return parts;
	}

}
