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

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TimeZone;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.mapping.hibernate.Shop.Customer;
import dev.pgrealtime.mapping.hibernate.Shop.Everything;
import dev.pgrealtime.mapping.hibernate.Shop.Line;
import dev.pgrealtime.mapping.hibernate.Shop.Stock;
import dev.pgrealtime.pgoutput.PgOutputMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that both lanes give the same value for every type that the fast lane takes.
 */
class LanesIntegrationTests {

	private static final String REQUIRED = "id, version, flag, small, big, single";

	private static MappingFixture fixture;

	private final TimeZone zone = TimeZone.getDefault();

	private final Locale locale = Locale.getDefault();

	@BeforeAll
	static void start() {
		fixture = new MappingFixture(Everything.class, Customer.class, Stock.class, Line.class);
		fixture.execute("ALTER TABLE everything ALTER price TYPE numeric",
				"ALTER TABLE everything ALTER text TYPE text",
				"ALTER TABLE everything DROP CONSTRAINT IF EXISTS everything_status_check",
				"ALTER TABLE everything DROP CONSTRAINT IF EXISTS everything_ordinal_check");
	}

	@AfterAll
	static void stop() {
		fixture.close();
	}

	@BeforeEach
	void forgetChanges() {
		fixture.messages();
	}

	@AfterEach
	void restoreDefaults() {
		TimeZone.setDefault(this.zone);
		Locale.setDefault(this.locale);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			boxed_flag | true
			boxed_flag | false
			number     | -2147483648
			number     | 2147483647
			dbl        | 'NaN'
			dbl        | '-Infinity'
			dbl        | 4.9e-324
			dbl        | 1.7976931348623157e308
			dbl        | '-0'
			price      | 0
			price      | -0.000
			price      | 123456789012345678901234567890.123456789
			price      | 1e100
			text       | ''
			text       | U&'\\+01F600\\00e4\\0001'
			text       | repeat('x', 100000)
			bytes      | '\\x'
			bytes      | '\\x00ff5c78'
			instant    | '2026-02-03 04:05:06.123456+00'
			instant    | '1969-12-31 23:59:59.999999+00'
			instant    | '1883-11-18 12:00:00+00'
			instant    | '0001-01-01 00:00:00+00'
			instant    | '1500-06-01 00:00:00+00'
			instant    | '12026-02-03 04:05:06+00'
			sent_at    | '2026-02-03 04:05:06.1+00'
			sent_at    | '1500-06-01 00:00:00+00'
			date       | '2024-02-29'
			date       | '1583-01-01'
			date       | '1582-10-04'
			date       | '9999-12-31'
			json       | '{"b": [1, 2.50, "ü😀"],   "a": null}'
			json       | 'null'
			status     | 'SHIPPED'
			ordinal    | 2
			yes_no     | 'Y'
			money      | 'EUR 1.50'
			text       | NULL
			""")
	void lanesAgree(String column, String value) {
		insert(column, value);
		List<PgOutputMessage> messages = fixture.messages();
		Everything expected = decode(messages, false);
		for (String other : List.of("America/New_York", "Pacific/Apia")) {
			TimeZone.setDefault(TimeZone.getTimeZone(other));
			Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
			assertThat(decode(messages, true)).usingRecursiveComparison()
				.withEqualsForType(Double::equals, Double.class)
				.isEqualTo(expected);
		}
	}

	@Test
	void pointsInTimeEqualWhatJpaFindsInAnyZone() {
		UUID id = UUID.randomUUID();
		fixture.execute(("INSERT INTO everything (%s, instant, sent_at, date) VALUES ('%s', 0, true, 1, 1, 1, "
				+ "'2026-07-03 04:05:06.1+00', '2026-07-03 04:05:06.1+00', '2026-07-03')")
			.formatted(REQUIRED, id));
		List<PgOutputMessage> messages = fixture.messages();
		for (String zone : List.of("UTC", "America/New_York", "Asia/Kathmandu")) {
			TimeZone.setDefault(TimeZone.getTimeZone(zone));
			Everything found = fixture.inSession((session) -> session.find(Everything.class, id));
			for (boolean fastLane : new boolean[] { true, false }) {
				Everything decoded = decode(messages, fastLane);
				assertThat(decoded.instant).isEqualTo(found.instant);
				assertThat(decoded.sentAt.toString()).isEqualTo(found.sentAt.toString());
				assertThat(decoded.date).isEqualTo(found.date);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "UTC", "America/New_York", "America/Sao_Paulo", "Europe/Dublin", "Pacific/Apia",
			"Asia/Kolkata", "Africa/Casablanca", "Australia/Lord_Howe" })
	void localTimesEqualWhatJpaFindsInAnyZone(String zone) {
		TimeZone.setDefault(TimeZone.getTimeZone(zone));
		Random random = new Random(7);
		List<LocalDateTime> times = new ArrayList<>(
				List.of(LocalDateTime.parse("2026-03-08T02:30:00"), LocalDateTime.parse("2017-10-15T00:00:00.000001"),
						LocalDateTime.parse("2011-12-30T12:00:00"), LocalDateTime.parse("2026-11-01T01:30:00"),
						LocalDateTime.parse("1901-01-01T00:00:00"), LocalDateTime.parse("9999-12-31T23:59:59.999999")));
		for (int i = 0; i < 200; i++) {
			times.add(LocalDateTime.of(1965 + random.nextInt(80), 1, 1, 0, 0)
				.plusMinutes(random.nextInt(366 * 24 * 60))
				.plusNanos(random.nextInt(1_000_000) * 1_000L));
		}
		fixture.execute(times.stream()
			.map((time) -> "INSERT INTO everything (%s, date_time, date) VALUES ('%s', 0, true, 1, 1, 1, '%s', '%s')"
				.formatted(REQUIRED, UUID.randomUUID(), time, time.toLocalDate()))
			.toArray(String[]::new));
		List<PgOutputMessage> messages = fixture.messages();
		List<Everything> fast = decodeAll(messages, true);
		List<Everything> faithful = decodeAll(messages, false);
		assertThat(fast).hasSize(times.size());
		fixture.inSession((session) -> {
			for (int i = 0; i < fast.size(); i++) {
				Everything found = session.find(Everything.class, fast.get(i).id);
				assertThat(fast.get(i).dateTime).isEqualTo(faithful.get(i).dateTime).isEqualTo(found.dateTime);
				assertThat(fast.get(i).date).isEqualTo(faithful.get(i).date).isEqualTo(found.date);
			}
			return null;
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			price   | 'NaN'       | price
			price   | 'Infinity'  | price
			status  | 'LOST'      | status
			ordinal | 7           | ordinal
			money   | 'EUR x'     | money
			""")
	void valueThatTheAttributeCannotHoldFails(String column, String value, String attribute) {
		insert(column, value);
		List<PgOutputMessage> messages = fixture.messages();
		for (boolean fastLane : new boolean[] { true, false }) {
			assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> decode(messages, fastLane))
				.withMessageContaining("'%s' of Everything".formatted(attribute))
				.withMessageContaining("public.everything")
				.withMessageContaining(value.replace("'", ""))
				.withMessageContaining("id '")
				.withMessageContaining("position ");
		}
	}

	private static void insert(String column, String value) {
		fixture.execute("INSERT INTO everything (%s, %s) VALUES ('%s', 0, true, 1, 1, 1, %s)".formatted(REQUIRED,
				column, UUID.randomUUID(), value));
	}

	private static Everything decode(List<PgOutputMessage> messages, boolean fastLane) {
		List<Everything> entities = decodeAll(messages, fastLane);
		assertThat(entities).hasSize(1);
		return entities.get(0);
	}

	private static List<Everything> decodeAll(List<PgOutputMessage> messages, boolean fastLane) {
		return fixture.events(messages, fastLane).stream().map((event) -> (Everything) event.newEntity()).toList();
	}

}
