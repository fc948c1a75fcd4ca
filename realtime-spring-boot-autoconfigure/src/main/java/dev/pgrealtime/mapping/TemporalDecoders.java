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

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;

import org.jspecify.annotations.Nullable;

/**
 * Decoders of dates and points in time in the {@code ISO} date style, each a
 * {@link ColumnDecoder}. Only years from 1583 to 9999: others and infinity are left to
 * the driver, and so is a local time that does not exist in the zone of the JVM.
 */
final class TemporalDecoders {

	private static final int DATE_LENGTH = "2000-01-01".length();

	private static final int SECONDS_END = "2000-01-01 00:00:00".length();

	/**
	 * Before it the driver counts by the Julian calendar, the server does not, and what
	 * JPA makes of that is for the driver to say.
	 */
	private static final int FIRST_GREGORIAN_YEAR = 1583;

	private static final int MAX_FRACTION_DIGITS = 6;

	/**
	 * Before it and after {@link #LAST_SETTLED_YEAR} the driver's calendar and
	 * {@link ZoneId} may know other transitions of one zone.
	 */
	private static final int FIRST_SETTLED_YEAR = 1971;

	private static final int LAST_SETTLED_YEAR = 2036;

	private TemporalDecoders() {
	}

	static @Nullable Object date(byte[] buffer, int offset, int length) {
		if (length != DATE_LENGTH) {
			return null;
		}
		try {
			LocalDate date = parseDate(buffer, offset);
			return isInGap(date.atStartOfDay()) ? null : date;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	static @Nullable Object localDateTime(byte[] buffer, int offset, int length) {
		if (length < SECONDS_END) {
			return null;
		}
		try {
			LocalDateTime dateTime = parseDateTime(buffer, offset, offset + length);
			boolean settled = dateTime.getYear() >= FIRST_SETTLED_YEAR && dateTime.getYear() <= LAST_SETTLED_YEAR;
			return (settled && !isInGap(dateTime)) ? dateTime : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static boolean isInGap(LocalDateTime dateTime) {
		// The driver goes by way of a point in time, and so by way of the zone of the
		// JVM: a local time that its clocks left out becomes another one.
		ZoneOffsetTransition transition = ZoneId.systemDefault().getRules().getTransition(dateTime);
		return transition != null && transition.isGap();
	}

	static @Nullable Object instant(byte[] buffer, int offset, int length) {
		return parseInstant(buffer, offset, length);
	}

	static @Nullable Object offsetDateTime(byte[] buffer, int offset, int length) {
		Instant instant = parseInstant(buffer, offset, length);
		return (instant != null) ? OffsetDateTime.ofInstant(instant, ZoneOffset.UTC) : null;
	}

	private static @Nullable Instant parseInstant(byte[] buffer, int offset, int length) {
		if (length < SECONDS_END + "+00".length()) {
			return null;
		}
		try {
			int end = offset + length;
			int zone = skipFraction(buffer, offset + SECONDS_END, end);
			return parseDateTime(buffer, offset, zone).toInstant(parseOffset(buffer, zone, end));
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static LocalDateTime parseDateTime(byte[] buffer, int offset, int end) {
		expect(buffer, offset + DATE_LENGTH, ' ');
		return LocalDateTime.of(parseDate(buffer, offset), parseTime(buffer, offset + DATE_LENGTH + 1, end));
	}

	private static LocalDate parseDate(byte[] buffer, int offset) {
		expect(buffer, offset + 4, '-');
		expect(buffer, offset + 7, '-');
		int year = digits(buffer, offset, 4);
		if (year < FIRST_GREGORIAN_YEAR) {
			throw unexpected();
		}
		return LocalDate.of(year, digits(buffer, offset + 5, 2), digits(buffer, offset + 8, 2));
	}

	private static LocalTime parseTime(byte[] buffer, int offset, int end) {
		expect(buffer, offset + 2, ':');
		expect(buffer, offset + 5, ':');
		int fraction = offset + "00:00:00.".length();
		int nanos = 0;
		if (end >= fraction) {
			if (end == fraction || end > fraction + MAX_FRACTION_DIGITS) {
				throw unexpected();
			}
			expect(buffer, fraction - 1, '.');
			nanos = digits(buffer, fraction, end - fraction);
			for (int i = end - fraction; i < 9; i++) {
				nanos *= 10;
			}
		}
		return LocalTime.of(digits(buffer, offset, 2), digits(buffer, offset + 3, 2), digits(buffer, offset + 6, 2),
				nanos);
	}

	private static int skipFraction(byte[] buffer, int offset, int end) {
		int i = offset;
		if (buffer[i] == '.') {
			do {
				i++;
			}
			while (i < end && buffer[i] >= '0' && buffer[i] <= '9');
		}
		return i;
	}

	private static ZoneOffset parseOffset(byte[] buffer, int offset, int end) {
		int length = end - offset;
		if (length != 3 && length != 6 && length != 9) {
			throw unexpected();
		}
		int sign = switch (buffer[offset]) {
			case '+' -> 1;
			case '-' -> -1;
			default -> throw unexpected();
		};
		int hours = digits(buffer, offset + 1, 2);
		int minutes = (length > 3) ? sexagesimal(buffer, offset + 3) : 0;
		int seconds = (length > 6) ? sexagesimal(buffer, offset + 6) : 0;
		if (sign > 0 && hours + minutes + seconds == 0) {
			return ZoneOffset.UTC;
		}
		return ZoneOffset.ofHoursMinutesSeconds(sign * hours, sign * minutes, sign * seconds);
	}

	private static int sexagesimal(byte[] buffer, int offset) {
		expect(buffer, offset, ':');
		return digits(buffer, offset + 1, 2);
	}

	private static int digits(byte[] buffer, int offset, int count) {
		int value = 0;
		for (int i = offset; i < offset + count; i++) {
			int digit = buffer[i] - '0';
			if (digit < 0 || digit > 9) {
				throw unexpected();
			}
			value = value * 10 + digit;
		}
		return value;
	}

	private static void expect(byte[] buffer, int offset, char expected) {
		if (buffer[offset] != expected) {
			throw unexpected();
		}
	}

	private static DateTimeException unexpected() {
		return new DateTimeException("Not the ISO form of the server");
	}

}
