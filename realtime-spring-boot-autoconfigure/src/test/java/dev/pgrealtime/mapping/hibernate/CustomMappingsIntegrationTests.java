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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.DiscriminatorValue;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.hibernate.MappingException;
import org.hibernate.annotations.CompositeType;
import org.hibernate.annotations.GeneratedColumn;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TimeZoneColumn;
import org.hibernate.annotations.TimeZoneStorage;
import org.hibernate.annotations.TimeZoneStorageType;
import org.hibernate.annotations.Type;
import org.hibernate.metamodel.spi.ValueAccess;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.usertype.CompositeUserType;
import org.hibernate.usertype.UserType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PGobject;

import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.hibernate.Shop.Money;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.support.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests mappings in which a type of the application has a say.
 */
class CustomMappingsIntegrationTests {

	private final MappingFixture fixture = new MappingFixture(Gadget.class, Shape.class, Circle.class);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void customTypesEqualWhatJpaFinds() {
		Circle circle = new Circle();
		circle.name = "round";
		circle.radius = 3;
		Gadget gadget = new Gadget(1L, "widget");
		gadget.reversed = new Reversed("abc");
		gadget.cost = new Money("EUR", new BigDecimal("9.50"));
		gadget.shape = circle;
		gadget.words = new String[] { null, "a \"quoted\" \\ word", "NULL", "", "{,}" };
		gadget.scores = Arrays.asList(1, null, 3);
		gadget.soldAt = OffsetDateTime.parse("2026-03-29T02:30:00.123456+05:30");
		gadget.shippedAt = ZonedDateTime.parse("2026-10-25T01:30:00Z").withZoneSameInstant(ZoneOffset.ofHours(-11));
		gadget.span = new Span(-3, null);
		gadget.wrappings = List.of(new Wrapping("red", null), new Wrapping(null, 2));
		gadget.wrapping = new Wrapping("<thin> & \"white\"", 3);
		gadget.delays = Arrays.asList(Duration.ofMillis(1), null, Duration.ofDays(400));
		this.fixture.persist(gadget);
		assertEqualsFound(1L);
	}

	@Test
	void nullsOfCustomTypesEqualWhatJpaFinds() {
		Gadget gadget = new Gadget(2L, null);
		gadget.shape = new Shape();
		gadget.shape.name = "any";
		this.fixture.persist(gadget);
		assertEqualsFound(2L);
	}

	@Test
	void partlyKnownEmbeddableIsUnknown() {
		this.fixture.execute("ALTER TABLE gadget ALTER shape_name SET STORAGE EXTERNAL",
				"INSERT INTO gadget (id, version, shape_dtype, shape_name, radius) VALUES (3, 0, 'circle', "
						+ "(SELECT string_agg(md5(n::text), '') FROM generate_series(1, 500) n), 1)");
		this.fixture.execute("UPDATE gadget SET radius = 2 WHERE id = 3");
		List<RealtimeEvent<?>> events = this.fixture.events();
		assertThat(((Circle) ((Gadget) events.get(0).newEntity()).shape).radius).isEqualTo(1);
		assertThat(events.get(1).newImage().unknownAttributes()).contains("shape");
		assertThat(((Gadget) events.get(1).newEntity()).shape).isNull();
	}

	@Test
	void generatedColumnIsKnownWherePublished() {
		this.fixture.execute("ALTER TABLE gadget DROP twice",
				"ALTER TABLE gadget ADD twice integer GENERATED ALWAYS AS (2 * half) STORED",
				"INSERT INTO gadget (id, version, shape_dtype, half) VALUES (4, 0, 'shape', 21)");
		RealtimeEvent<?> unpublished = this.fixture.events().get(0);
		assertThat(unpublished.newImage().unknownAttributes()).isEqualTo(Set.of("twice"));
		assertThat(((Gadget) unpublished.newEntity()).twice).isNull();
		if (PostgresServer.version() >= 18) {
			this.fixture.execute("ALTER PUBLICATION changes SET (publish_generated_columns = stored)",
					"INSERT INTO gadget (id, version, shape_dtype, half) VALUES (5, 0, 'shape', 21)");
			RealtimeEvent<?> published = this.fixture.events().get(0);
			assertThat(published.newImage().unknownAttributes()).isEmpty();
			assertThat(((Gadget) published.newEntity()).twice).isEqualTo(42);
		}
	}

	@Test
	void arraysOfArraysAreRefusedByHibernate() {
		assertThatExceptionOfType(MappingException.class).isThrownBy(() -> new MappingFixture(Matrix.class).close())
			.withMessageContaining("Nested arrays");
	}

	private void assertEqualsFound(Long id) {
		List<PgOutputMessage> messages = this.fixture.messages();
		Gadget found = this.fixture.inSession((session) -> session.find(Gadget.class, id));
		for (boolean fastLane : new boolean[] { true, false }) {
			RealtimeEvent<?> event = this.fixture.events(messages, fastLane).get(0);
			assertThat(event.id()).isEqualTo(id);
			assertThat(event.newEntity()).usingRecursiveComparison().isEqualTo(found);
		}
	}

	@Entity(name = "Gadget")
	@RealtimeEntity
	static class Gadget {

		@Id
		private final Long id;

		private final String name;

		@Version
		int version;

		@Type(ReversedType.class)
		Reversed reversed;

		@CompositeType(MoneyType.class)
		@AttributeOverride(name = "currency", column = @Column(name = "cost_currency"))
		@AttributeOverride(name = "amount", column = @Column(name = "cost_amount"))
		Money cost;

		@Embedded
		Shape shape;

		String[] words;

		@JdbcTypeCode(SqlTypes.ARRAY)
		List<Integer> scores;

		@TimeZoneStorage(TimeZoneStorageType.COLUMN)
		@TimeZoneColumn(name = "sold_offset")
		OffsetDateTime soldAt;

		@TimeZoneStorage(TimeZoneStorageType.COLUMN)
		ZonedDateTime shippedAt;

		@Type(SpanType.class)
		@Column(columnDefinition = "int4range")
		Span span;

		@JdbcTypeCode(SqlTypes.JSON_ARRAY)
		List<Wrapping> wrappings;

		@JdbcTypeCode(SqlTypes.SQLXML)
		Wrapping wrapping;

		@JdbcTypeCode(SqlTypes.ARRAY)
		List<Duration> delays;

		Integer half;

		@GeneratedColumn("2 * half")
		Integer twice;

		Gadget() {
			this(null, null);
		}

		Gadget(Long id, String name) {
			this.id = id;
			this.name = name;
		}

		@Override
		public String toString() {
			return this.name + this.id;
		}

	}

	@Entity(name = "Matrix")
	static class Matrix {

		@Id
		Long id;

		Integer[][] cells;

	}

	@Embeddable
	@DiscriminatorValue("shape")
	static class Shape {

		@Column(name = "shape_name", columnDefinition = "text")
		String name;

	}

	@Embeddable
	@DiscriminatorValue("circle")
	static class Circle extends Shape {

		int radius;

	}

	@Embeddable
	record Wrapping(String paper, Integer layers) {

	}

	record Reversed(String text) implements Serializable {

	}

	static final class ReversedType implements UserType<Reversed> {

		@Override
		public int getSqlType() {
			return Types.VARCHAR;
		}

		@Override
		public Class<Reversed> returnedClass() {
			return Reversed.class;
		}

		@Override
		public Reversed nullSafeGet(ResultSet result, int position, WrapperOptions options) throws SQLException {
			String text = result.getString(position);
			return new Reversed((text != null) ? new StringBuilder(text).reverse().toString() : "nothing");
		}

		@Override
		public void nullSafeSet(PreparedStatement statement, Reversed value, int position, WrapperOptions options)
				throws SQLException {
			statement.setString(position,
					(value != null) ? new StringBuilder(value.text()).reverse().toString() : null);
		}

		@Override
		public Reversed deepCopy(Reversed value) {
			return value;
		}

		@Override
		public boolean isMutable() {
			return false;
		}

	}

	/**
	 * A range, for which Hibernate has no type of its own.
	 */
	record Span(Integer from, Integer to) implements Serializable {

	}

	static final class SpanType implements UserType<Span> {

		@Override
		public int getSqlType() {
			return Types.OTHER;
		}

		@Override
		public Class<Span> returnedClass() {
			return Span.class;
		}

		@Override
		public Span nullSafeGet(ResultSet result, int position, WrapperOptions options) throws SQLException {
			PGobject object = (PGobject) result.getObject(position);
			if (object == null) {
				return null;
			}
			String[] bounds = object.getValue().replaceAll("[\\[()]", "").split(",", -1);
			return new Span(bound(bounds[0]), bound(bounds[1]));
		}

		private static Integer bound(String text) {
			return text.isEmpty() ? null : Integer.valueOf(text);
		}

		@Override
		public void nullSafeSet(PreparedStatement statement, Span value, int position, WrapperOptions options)
				throws SQLException {
			PGobject object = new PGobject();
			object.setType("int4range");
			object.setValue((value != null)
					? "[%s,%s)".formatted(Objects.toString(value.from(), ""), Objects.toString(value.to(), "")) : null);
			statement.setObject(position, object);
		}

		@Override
		public Span deepCopy(Span value) {
			return value;
		}

		@Override
		public boolean isMutable() {
			return false;
		}

	}

	static final class MoneyType implements CompositeUserType<Money> {

		@Override
		public Object getPropertyValue(Money money, int property) {
			return (property == 0) ? money.amount() : money.currency();
		}

		@Override
		public Money instantiate(ValueAccess values) {
			return new Money(values.getValue(1, String.class), values.getValue(0, BigDecimal.class));
		}

		@Override
		public Class<?> embeddable() {
			return Parts.class;
		}

		@Override
		public Class<Money> returnedClass() {
			return Money.class;
		}

		@Override
		public boolean equals(Money one, Money other) {
			return Objects.equals(one, other);
		}

		@Override
		public int hashCode(Money money) {
			return Objects.hashCode(money);
		}

		@Override
		public Money deepCopy(Money money) {
			return money;
		}

		@Override
		public boolean isMutable() {
			return false;
		}

		@Override
		public Serializable disassemble(Money money) {
			return null;
		}

		@Override
		public Money assemble(Serializable cached, Object owner) {
			return null;
		}

		@Override
		public Money replace(Money detached, Money managed, Object owner) {
			return detached;
		}

		static final class Parts {

			BigDecimal amount;

			String currency;

		}

	}

}
