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
import java.time.LocalDate;
import java.util.List;

import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Struct;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.pgoutput.PgOutputMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that each attribute of a composite value is that of the same name, whatever its
 * type looks like.
 */
class StructIntegrationTests {

	private static final String ORDER_OF_NOBODY = "(note text, valid period, amount numeric, currency text)";

	private final MappingFixture fixture = new MappingFixture(Offer.class, Drawing.class, Figure.class, Disc.class);

	@BeforeEach
	void dropWhatHibernateMade() {
		this.fixture.execute("DROP TABLE offer", "DROP TYPE price", "DROP TYPE period", "DROP TABLE drawing",
				"DROP TYPE shape");
		this.fixture.messages();
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void attributesInAnotherOrderEqualWhatJpaFinds() {
		create(ORDER_OF_NOBODY);
		this.fixture.execute(
				"INSERT INTO offer (id, price) VALUES (1, ROW('a, \"b\" \\', ROW('2026-12-31', '2026-01-01', ''), 1.50, 'EUR'))",
				"INSERT INTO offer (id, price) VALUES (2, ROW('EUR', NULL, NULL, ''))",
				"INSERT INTO offer (id, price) VALUES (3, ROW(NULL, NULL, NULL, NULL)), (4, NULL)");
		List<PgOutputMessage> messages = this.fixture.messages();
		for (boolean fastLane : new boolean[] { true, false }) {
			List<RealtimeEvent<?>> events = this.fixture.events(messages, fastLane);
			assertThat(events).hasSize(4).allSatisfy(this::assertEqualsFound);
			assertThat(((Offer) events.get(0).newEntity()).price).isEqualTo(new Price(new BigDecimal("1.50"), "EUR",
					"a, \"b\" \\", new Period("", LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31))));
			assertThat(((Offer) events.get(1).newEntity()).price).isEqualTo(new Price(null, "", "EUR", null));
		}
	}

	@Test
	void elementsOfArraysInAnotherOrder() {
		create(ORDER_OF_NOBODY);
		this.fixture.execute("INSERT INTO offer (id, prices, more) VALUES (1, "
				+ "ARRAY[ROW('n', ROW('2026-12-31', NULL, NULL), 1.50, 'EUR'), NULL, ROW(NULL, NULL, 2, 'USD')]::price[], "
				+ "ARRAY[ROW('{x,\"y', NULL, 0, '')]::price[]), (2, '{}', NULL)");
		List<RealtimeEvent<?>> events = this.fixture.events();
		Offer offer = (Offer) events.get(0).newEntity();
		assertThat(offer.prices).containsExactly(
				new Price(new BigDecimal("1.50"), "EUR", "n", new Period(null, null, LocalDate.of(2026, 12, 31))), null,
				new Price(new BigDecimal("2"), "USD", null, null));
		assertThat(offer.more).containsExactly(new Price(new BigDecimal("0"), "", "{x,\"y", null));
		assertThat(((Offer) events.get(1).newEntity()).prices).isEmpty();
		assertThat(((Offer) events.get(1).newEntity()).more).isNull();
		assertThat(events).allSatisfy((event) -> assertThat(event.newImage().unknownAttributes()).isEmpty());
	}

	@Test
	void subclassOfAnEmbeddable() {
		this.fixture.execute("CREATE TYPE shape AS (radius integer, shape_dtype text, title text)",
				"CREATE TABLE drawing (id bigint PRIMARY KEY, shape shape)",
				"INSERT INTO drawing (id, shape) VALUES (1, ROW(7, 'disc', 't')), (2, ROW(NULL, 'figure', 'u'))");
		List<RealtimeEvent<?>> events = this.fixture.events();
		assertThat(((Drawing) events.get(0).newEntity()).shape).isInstanceOfSatisfying(Disc.class,
				(disc) -> assertThat(disc.radius).isEqualTo(7));
		for (RealtimeEvent<?> event : events) {
			Object found = this.fixture.inSession((session) -> session.find(Drawing.class, event.id()));
			assertThat(event.newEntity()).usingRecursiveComparison().isEqualTo(found);
		}
	}

	@Test
	void attributeThatIsAddedIsNullBefore() {
		create("(valid period, currency text, amount numeric)");
		this.fixture.execute("INSERT INTO offer (id, price) VALUES (1, ROW(NULL, 'EUR', 1))",
				"ALTER TYPE price ADD ATTRIBUTE note text",
				"INSERT INTO offer (id, price) VALUES (2, ROW(NULL, 'EUR', 1, 'n'))",
				"ALTER TYPE price ADD ATTRIBUTE another text",
				"INSERT INTO offer (id, price) VALUES (3, ROW(NULL, 'EUR', 1, 'n', 'x'))");
		List<RealtimeEvent<?>> events = this.fixture.events();
		assertThat(events).hasSize(3).allSatisfy(this::assertEqualsFound);
		assertThat(events).extracting((event) -> ((Offer) event.newEntity()).price.note)
			.containsExactly(null, "n", "n");
	}

	@Test
	void attributeThatTheTypeHasNotIsAFailure() {
		create("(valid period, currency text, amount numeric)");
		this.fixture.execute("INSERT INTO offer (id, price) VALUES (1, ROW(NULL, 'EUR', 1))");
		assertRefused("type public.price has no attribute note");
	}

	@Test
	void valueOfBeforeAnAttributeWasDroppedIsAFailure() {
		create("(another text, valid period, currency text, amount numeric, note text)");
		this.fixture.execute("INSERT INTO offer (id, price) VALUES (1, ROW('x', NULL, 'EUR', 1, 'n'))",
				"ALTER TYPE price DROP ATTRIBUTE another");
		assertRefused("has 5 attributes, but the type public.price has 4");
		this.fixture.execute("ALTER TYPE price ADD ATTRIBUTE another text", "DELETE FROM offer",
				"INSERT INTO offer (id, price) VALUES (1, ROW(NULL, 'EUR', 1, 'n', 'y'))",
				"ALTER TYPE price ADD ATTRIBUTE other text");
		assertRefused("has 5 attributes, but the type public.price has 6");
	}

	private void create(String price) {
		this.fixture.execute("CREATE TYPE period AS (until date, since date, remark text)",
				"CREATE TYPE price AS " + price, "CREATE DOMAIN offered AS price",
				"CREATE TABLE offer (id bigint PRIMARY KEY, price offered, prices price[], more price[])");
	}

	private void assertEqualsFound(RealtimeEvent<?> event) {
		assertThat(event.newImage().unknownAttributes()).isEmpty();
		Object found = this.fixture.inSession((session) -> session.find(Offer.class, event.id()));
		assertThat(event.newEntity()).usingRecursiveComparison().isEqualTo(found);
	}

	private void assertRefused(String reason) {
		List<PgOutputMessage> messages = this.fixture.messages();
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> this.fixture.events(messages, true))
			.withMessageContaining("Attribute 'price' of Offer")
			.withMessageContaining("public.offer")
			.withMessageContaining(reason);
	}

	@Entity(name = "Offer")
	@RealtimeEntity
	static class Offer {

		@Id
		Long id;

		@Embedded
		Price price;

		Price[] prices;

		@JdbcTypeCode(SqlTypes.ARRAY)
		List<Price> more;

	}

	@Entity(name = "Drawing")
	@RealtimeEntity
	static class Drawing {

		@Id
		Long id;

		Figure shape;

	}

	@Embeddable
	@Struct(name = "shape")
	@DiscriminatorValue("figure")
	static class Figure {

		String title;

	}

	@Embeddable
	@DiscriminatorValue("disc")
	static class Disc extends Figure {

		int radius;

	}

	@Embeddable
	@Struct(name = "price")
	record Price(BigDecimal amount, String currency, String note, Period valid) {

	}

	@Embeddable
	@Struct(name = "period")
	record Period(String remark, LocalDate since, LocalDate until) {

	}

}
