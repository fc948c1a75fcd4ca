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
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.pgrealtime.RealtimeEvent;
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
			date       | '2011-12-30'
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
		List<RealtimeEvent<?>> events = fixture.events(messages, fastLane);
		assertThat(events).hasSize(1);
		return (Everything) events.get(0).newEntity();
	}

}
