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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.hibernate.Hibernate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.hibernate.Shop.Address;
import dev.pgrealtime.mapping.hibernate.Shop.City;
import dev.pgrealtime.mapping.hibernate.Shop.Customer;
import dev.pgrealtime.mapping.hibernate.Shop.Everything;
import dev.pgrealtime.mapping.hibernate.Shop.Line;
import dev.pgrealtime.mapping.hibernate.Shop.LineId;
import dev.pgrealtime.mapping.hibernate.Shop.Money;
import dev.pgrealtime.mapping.hibernate.Shop.Preferences;
import dev.pgrealtime.mapping.hibernate.Shop.Status;
import dev.pgrealtime.pgoutput.PgOutputMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what is hydrated from {@code pgoutput} equals what JPA finds.
 */
class HibernateChangeDecoderIntegrationTests {

	private static MappingFixture fixture;

	@BeforeAll
	static void start() {
		fixture = new MappingFixture(Everything.class, Customer.class, Shop.Stock.class, Line.class);
	}

	@AfterAll
	static void stop() {
		fixture.close();
	}

	@BeforeEach
	void forgetChanges() {
		fixture.messages();
	}

	@Test
	void everyAttributeEqualsWhatJpaFinds() {
		Everything saved = everything();
		fixture.persist(saved.customer, saved.line, saved);
		assertEqualsFound(fixture.messages(), saved.id);
	}

	@Test
	void nullsEqualWhatJpaFinds() {
		Everything saved = new Everything();
		saved.id = UUID.randomUUID();
		fixture.persist(saved);
		assertEqualsFound(fixture.messages(), saved.id);
	}

	private static void assertEqualsFound(List<PgOutputMessage> messages, UUID id) {
		Everything found = fixture.inSession((session) -> {
			Everything entity = session.find(Everything.class, id);
			Hibernate.initialize(entity.labels);
			return entity;
		});
		for (boolean fastLane : new boolean[] { true, false }) {
			RealtimeEvent<?> event = fixture.events(messages, fastLane)
				.stream()
				.filter((candidate) -> candidate.entityType() == Everything.class)
				.findFirst()
				.orElseThrow();
			assertThat(event).isInstanceOf(EntityInserted.class);
			assertThat(event.id()).isEqualTo(id);
			assertThat(event.newImage().unknownAttributes()).containsExactly("labels", "secret", "twice");
			Everything hydrated = (Everything) event.newEntity();
			assertThat(hydrated).usingRecursiveComparison()
				.ignoringFields("labels", "secret", "twice", "customer", "line")
				.isEqualTo(found);
			assertThat(hydrated.secret).isNull();
			assertSameReference(hydrated.customer, found.customer);
			assertSameReference(hydrated.line, found.line);
		}
	}

	private static void assertSameReference(Object actual, Object expected) {
		if (expected == null) {
			assertThat(actual).isNull();
			return;
		}
		assertThat(Hibernate.isInitialized(actual)).isFalse();
		assertThat(Hibernate.unproxy(expected.getClass())).isNotNull();
		assertThat(identifier(actual)).isEqualTo(identifier(expected));
	}

	private static Object identifier(Object proxy) {
		return fixture.factory().getPersistenceUnitUtil().getIdentifier(proxy);
	}

	private static Everything everything() {
		Everything entity = new Everything();
		entity.id = UUID.randomUUID();
		entity.flag = true;
		entity.boxedFlag = false;
		entity.small = Short.MIN_VALUE;
		entity.number = Integer.MAX_VALUE;
		entity.big = Long.MIN_VALUE;
		entity.single = 1.1f;
		entity.dbl = -0.0;
		entity.tiny = (byte) -7;
		entity.letter = 'ß';
		entity.price = new BigDecimal("12345.6700000000");
		entity.text = "a 'quoted' \\ text 😀\n";
		entity.longText = "";
		entity.bytes = new byte[] { 0, 1, (byte) 0xff };
		entity.instant = Instant.parse("2026-02-03T04:05:06.123456Z");
		entity.sentAt = OffsetDateTime.of(2026, 2, 3, 4, 5, 6, 7000, ZoneOffset.ofHours(2));
		entity.date = LocalDate.of(2024, 2, 29);
		entity.time = LocalTime.of(23, 59, 59);
		entity.dateTime = LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000);
		entity.duration = Duration.ofSeconds(5, 6000);
		entity.status = Status.PAID;
		entity.ordinal = Status.SHIPPED;
		entity.named = Status.OPEN;
		entity.money = new Money("EUR", new BigDecimal("1.50"));
		entity.yesNo = true;
		entity.attributes = Map.of("a", 1, "b", List.of("x", "y"));
		entity.jsonMoney = new Money("USD", new BigDecimal("2.75"));
		entity.preferences = new Preferences(true, 3);
		entity.tags = List.of("plain", "with \"quotes\"", "comma, brace }");
		entity.numbers = new int[] { 1, -2, 3 };
		entity.uuids = new UUID[] { UUID.randomUUID() };
		entity.address = new Address();
		entity.address.street = "Main Street";
		entity.address.city = new City("Springfield", null);
		entity.customer = new Customer();
		entity.customer.setId(System.nanoTime());
		entity.line = new Line();
		entity.line.id = new LineId(1, (int) System.nanoTime());
		entity.secret = "hash";
		entity.labels = Set.of("one");
		return entity;
	}

}
