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
import java.time.ZoneOffset;

import org.jspecify.annotations.Nullable;

/**
 * Decoders of dates and points in time in the {@code ISO} date style, each a
 * {@link ColumnDecoder}. Only years from 1583 to 9999: others and infinity are left to
 * the driver.
 */
final class TemporalDecoders {

	private static final int DATE_LENGTH = "2000-01-01".length();

	private static final int SECONDS_END = "2000-01-01 00:00:00".length();

	/**
	 * Before it the driver counts by the Julian calendar, the server does not, and what
	 * JPA makes of that is for the driver to say.
	 */
	private static final int FIRST_GREGORIAN_YEAR = 1583;

	private TemporalDecoders() {
	}

	static @Nullable Object date(byte[] buffer, int offset, int length) {
		if (length != DATE_LENGTH) {
			return null;
		}
		try {
			return parseDate(buffer, offset);
		}
		catch (DateTimeException ex) {
			return null;
		}
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
			expect(buffer, offset + DATE_LENGTH, ' ');
			LocalDate date = parseDate(buffer, offset);
			LocalTime time = parseTime(buffer, offset + DATE_LENGTH + 1, zone);
			return LocalDateTime.of(date, time).toInstant(parseOffset(buffer, zone, end));
		}
		catch (DateTimeException ex) {
			return null;
		}
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
			if (i == offset + 1 || i > offset + 7) {
				throw unexpected();
			}
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
		int[] parts = new int[3];
		for (int i = 0; i < length / 3; i++) {
			if (i > 0) {
				expect(buffer, offset + 3 * i, ':');
			}
			parts[i] = sign * digits(buffer, offset + 3 * i + 1, 2);
		}
		return ZoneOffset.ofHoursMinutesSeconds(parts[0], parts[1], parts[2]);
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
