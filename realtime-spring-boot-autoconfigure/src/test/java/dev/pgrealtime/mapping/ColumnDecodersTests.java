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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.TimeZone;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ColumnDecoders}.
 */
class ColumnDecodersTests {

	@Test
	void plainTypes() {
		assertThat(decode(16, Boolean.class, "t")).isEqualTo(true);
		assertThat(decode(21, Short.class, "-32768")).isEqualTo(Short.MIN_VALUE);
		assertThat(decode(23, Integer.class, "2147483647")).isEqualTo(Integer.MAX_VALUE);
		assertThat(decode(20, Long.class, "-12")).isEqualTo(-12L);
		assertThat(decode(700, Float.class, "1.5e-05")).isEqualTo(1.5e-05f);
		assertThat(decode(701, Double.class, "-0")).isEqualTo(-0.0d);
		assertThat(decode(1700, BigDecimal.class, "-1.500")).isEqualTo(new BigDecimal("-1.500"));
		assertThat(decode(25, String.class, "")).isEqualTo("");
		assertThat(decode(1043, String.class, "ü😀")).isEqualTo("ü😀");
		assertThat(decode(17, byte[].class, "\\x00ff")).isEqualTo(new byte[] { 0, -1 });
		UUID uuid = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
		assertThat(decode(2950, UUID.class, uuid.toString())).isEqualTo(uuid);
	}

	@ParameterizedTest
	@CsvSource({ "2026-02-03 04:05:06+00, 2026-02-03T04:05:06Z", "2026-02-03 04:05:06.1+00, 2026-02-03T04:05:06.1Z",
			"2026-02-03 04:05:06.000001+00, 2026-02-03T04:05:06.000001Z",
			"2026-02-03 04:05:06.123456+05:30, 2026-02-02T22:35:06.123456Z",
			"1890-01-01 00:00:00-00:44:30, 1890-01-01T00:44:30Z", "1583-01-01 00:00:00+00, 1583-01-01T00:00:00Z" })
	void pointsInTime(String text, Instant expected) {
		assertThat(decode(1184, Instant.class, text)).isEqualTo(expected);
		assertThat(((OffsetDateTime) decode(1184, OffsetDateTime.class, text)).toInstant()).isEqualTo(expected);
	}

	@Test
	void dates() {
		assertThat(decode(1082, LocalDate.class, "2024-02-29")).isEqualTo(LocalDate.of(2024, 2, 29));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-0", "0.00", "-0.05", "12.50", "-12.5", "999999999999999999", "-99999999999999.999",
			"1234567890123456789", "0.123456789012345678901", "100000000000000000000000.1" })
	void numbers(String text) {
		assertThat(decode(1700, BigDecimal.class, text)).isEqualTo(new BigDecimal(text));
	}

	@ParameterizedTest
	@CsvSource({ "2026-02-03 04:05:06, 2026-02-03T04:05:06", "2026-02-03 00:00:00.000001, 2026-02-03T00:00:00.000001",
			"1971-01-01 23:59:59.9, 1971-01-01T23:59:59.9" })
	void localTimes(String text, LocalDateTime expected) {
		assertThat(decode(1114, LocalDateTime.class, text)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "infinity", "1970-12-31 23:59:59", "2037-01-01 00:00:00", "2026-02-03 04:05:06+00",
			"2026-02-03 04:05:06.", "2026-02-03 04:05:06.1234567", "2026-02-03 04:05:06 BC", "2026-02-03 24:00:00",
			"" })
	void unusualLocalTimesAreLeftToTheDriver(String text) {
		assertThat(decode(1114, LocalDateTime.class, text)).isNull();
	}

	@Test
	void localTimesThatTheClocksLeaveOutAreLeftToTheDriver() {
		TimeZone zone = TimeZone.getDefault();
		try {
			TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Apia"));
			assertThat(decode(1114, LocalDateTime.class, "2011-12-30 12:00:00")).isNull();
			assertThat(decode(1082, LocalDate.class, "2011-12-30")).isNull();
			assertThat(decode(1082, LocalDate.class, "2011-12-31")).isEqualTo(LocalDate.of(2011, 12, 31));
		}
		finally {
			TimeZone.setDefault(zone);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "infinity", "-infinity", "10000-01-01 00:00:00+00", "2026-02-03 04:05:06",
			"2026-02-03 04:05:06.+00", "2026-02-03 04:05:06.1234567+00", "2026-02-30 04:05:06+00",
			"0044-03-15 00:00:00+00 BC", "1582-12-31 23:59:59+00", "03/02/2026 04:05:06+00", "2026-02-03 04:05:06+0",
			"" })
	void unusualPointsInTimeAreLeftToTheDriver(String text) {
		assertThat(decode(1184, Instant.class, text)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "infinity", "10000-01-01", "0044-03-15 BC", "1582-10-15", "2023-02-29", "" })
	void unusualDatesAreLeftToTheDriver(String text) {
		assertThat(decode(1082, LocalDate.class, text)).isNull();
	}

	@Test
	void unusualScalarsAreLeftToTheDriver() {
		assertThat(decode(16, Boolean.class, "true")).isNull();
		assertThat(decode(20, Integer.class, "2147483648")).isNull();
		assertThat(decode(20, Short.class, "32768")).isNull();
		assertThat(decode(20, Long.class, "-9223372036854775808")).isNull();
		assertThat(decode(20, Long.class, "-")).isNull();
		assertThat(decode(20, Long.class, "1.0")).isNull();
		assertThat(decode(700, Float.class, "NaN")).isNull();
		assertThat(decode(701, Double.class, "-Infinity")).isNull();
		assertThat(decode(1700, BigDecimal.class, "NaN")).isNull();
		assertThat(decode(17, byte[].class, "\\000")).isNull();
		assertThat(decode(17, byte[].class, "\\x0g")).isNull();
		assertThat(decode(2950, UUID.class, "f81d4fae")).isNull();
	}

	@Test
	void pairsThatAreNotListedAreLeftToTheDriver() {
		assertThat(ColumnDecoders.find(1114, Instant.class)).isNull();
		assertThat(ColumnDecoders.find(25, Integer.class)).isNull();
		assertThat(ColumnDecoders.find(1042, String.class)).isNull();
	}

	private static Object decode(int typeOid, Class<?> javaType, String text) {
		byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
		ColumnDecoder decoder = ColumnDecoders.find(typeOid, javaType);
		assertThat(decoder).isNotNull();
		return decoder.decode(bytes, 1, bytes.length - 2);
	}

}
