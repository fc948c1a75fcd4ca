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

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.mapping.hibernate.Shop.Customer;
import dev.pgrealtime.mapping.hibernate.Shop.Line;
import dev.pgrealtime.mapping.hibernate.Shop.LineId;
import dev.pgrealtime.pgoutput.PgOutputMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests the four states of an attribute: value, null, unknown and not published.
 */
class RowStatesIntegrationTests {

	private static final String INSERT = "INSERT INTO \"Order Lines\" (order_number, line_number, \"Qty\", body) "
			+ "VALUES (1, 2, 3, 'short')";

	private static final String LONG_BODY = "(SELECT string_agg(md5(n::text), '') FROM generate_series(1, 500) n)";

	private final MappingFixture fixture = new MappingFixture(Line.class, Customer.class, Shop.Stock.class);

	@BeforeEach
	void prepare() {
		this.fixture.execute("ALTER TABLE \"Order Lines\" ALTER body TYPE text",
				"ALTER TABLE \"Order Lines\" ALTER body SET STORAGE EXTERNAL");
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void updateWithIdentityDefaultKnowsTheKeyIsUnchanged() {
		EntityUpdated<Line> event = update(null, "\"Qty\" = 4");
		assertThat(event.oldImage()).isNull();
		assertThat(event.id()).isEqualTo(new LineId(1, 2));
		assertThat(event.newEntity().quantity).isEqualTo(4);
		assertThat(event.newImage().unknownAttributes()).isEmpty();
		assertThat(event.changedAttributes()).isEmpty();
		assertThat(event.undeterminedAttributes()).containsExactly("body", "quantity");
		assertThat(event.changed("id")).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> event.changed("quantity"));
	}

	@Test
	void updateOfTheKeyWithIdentityDefaultKnowsTheOldKeyOnly() {
		EntityUpdated<Line> event = update(null, "line_number = 9");
		assertThat(event.oldImage().entity().id).isEqualTo(new LineId(1, 2));
		assertThat(event.oldImage().unknownAttributes()).containsExactly("body", "quantity");
		assertThat(event.id()).isEqualTo(new LineId(1, 9));
		assertThat(event.changedAttributes()).containsExactly("id");
		assertThat(event.undeterminedAttributes()).containsExactly("body", "quantity");
	}

	@Test
	void updateWithIdentityFullKnowsEverything() {
		EntityUpdated<Line> event = update("FULL", "body = NULL");
		assertThat(event.oldEntity().body).isEqualTo("short");
		assertThat(event.oldImage().unknownAttributes()).isEmpty();
		assertThat(event.newEntity().body).isNull();
		assertThat(event.newImage().unknownAttributes()).isEmpty();
		assertThat(event.changedAttributes()).containsExactly("body");
		assertThat(event.undeterminedAttributes()).isEmpty();
		assertThat(event.changed("quantity")).isFalse();
	}

	@Test
	void unchangedOutOfLineValueWithIdentityDefaultIsUnknown() {
		this.fixture.execute(INSERT, "UPDATE \"Order Lines\" SET body = " + LONG_BODY);
		EntityUpdated<Line> event = lastUpdate("UPDATE \"Order Lines\" SET \"Qty\" = 5");
		assertThat(event.newEntity().body).isNull();
		assertThat(event.newImage().unknownAttributes()).containsExactly("body");
		assertThat(event.changed("body")).isFalse();
	}

	@Test
	void unchangedOutOfLineValueIsTakenFromWhatTheTransactionWroteBefore() {
		this.fixture.execute(INSERT,
				"BEGIN; UPDATE \"Order Lines\" SET body = %s; UPDATE \"Order Lines\" SET \"Qty\" = 5; UPDATE \"Order Lines\" SET \"Qty\" = 6; "
					.formatted(LONG_BODY) + "UPDATE \"Order Lines\" SET line_number = 3; COMMIT",
				"UPDATE \"Order Lines\" SET \"Qty\" = 7");
		List<RealtimeEvent<?>> events = this.fixture.events();
		assertThat(events).hasSize(6);
		for (RealtimeEvent<?> event : events.subList(2, 5)) {
			assertThat(event.newImage().unknownAttributes()).isEmpty();
			assertThat(((Line) event.newEntity()).body).hasSize(500 * 32);
			assertThat(((EntityUpdated<?>) event).changed("body")).isFalse();
		}
		assertThat(events.get(4).oldImage().unknownAttributes()).contains("body");
		assertThat(events.get(5).newImage().unknownAttributes()).containsExactly("body");
	}

	@Test
	void unchangedOutOfLineValueWithIdentityFullIsTakenFromTheOldRow() {
		this.fixture.execute("ALTER TABLE \"Order Lines\" REPLICA IDENTITY FULL", INSERT,
				"UPDATE \"Order Lines\" SET body = " + LONG_BODY);
		EntityUpdated<Line> event = lastUpdate("UPDATE \"Order Lines\" SET \"Qty\" = 5");
		assertThat(event.newEntity().body).hasSize(500 * 32).isEqualTo(event.oldEntity().body);
		assertThat(event.newImage().unknownAttributes()).isEmpty();
		assertThat(event.changedAttributes()).containsExactly("quantity");
	}

	@Test
	void deleteWithIdentityDefaultKnowsTheKeyOnly() {
		this.fixture.execute(INSERT, "DELETE FROM \"Order Lines\"");
		EntityDeleted<Line> event = last();
		assertThat(event.softDelete()).isFalse();
		assertThat(event.id()).isEqualTo(new LineId(1, 2));
		assertThat(event.oldEntity().id).isEqualTo(new LineId(1, 2));
		assertThat(event.oldImage().unknownAttributes()).isEqualTo(Set.of("quantity", "body"));
	}

	@Test
	void whatIsUnknownIsToldOfEachRow() {
		this.fixture.execute(INSERT, "UPDATE \"Order Lines\" SET body = " + LONG_BODY,
				"UPDATE \"Order Lines\" SET \"Qty\" = 5", "DELETE FROM \"Order Lines\"", INSERT);
		List<RealtimeEvent<?>> events = this.fixture.events();
		assertThat(events.get(2).newImage().unknownAttributes()).containsExactly("body");
		assertThat(events.get(3).oldImage().unknownAttributes()).containsExactlyInAnyOrder("quantity", "body");
		assertThat(events.get(4).newImage().unknownAttributes()).isEmpty();
	}

	@Test
	void columnsThatComeAndGoInMidStream() {
		this.fixture.execute(INSERT, "ALTER TABLE \"Order Lines\" ADD extra text DEFAULT 'x'",
				"UPDATE \"Order Lines\" SET \"Qty\" = 6", "ALTER TABLE \"Order Lines\" DROP body",
				"UPDATE \"Order Lines\" SET \"Qty\" = 7", "ALTER TABLE \"Order Lines\" DROP line_number CASCADE",
				"ALTER TABLE \"Order Lines\" REPLICA IDENTITY FULL", "DELETE FROM \"Order Lines\"");
		List<RealtimeEvent<?>> events = this.fixture.events();
		assertThat(events).hasSize(4);
		assertThat(events.get(1).newImage().unknownAttributes()).isEmpty();
		assertThat(events.get(2).newImage().unknownAttributes()).containsExactly("body");
		assertThat(((Line) events.get(2).newEntity()).quantity).isEqualTo(7);
		assertThat(events.get(3).oldImage().unknownAttributes()).containsExactly("id", "body");
		assertThat(events.get(3).id()).isNull();
	}

	@Test
	void truncateOfSeveralTables() {
		this.fixture.execute("CREATE TABLE other (id int PRIMARY KEY)",
				"TRUNCATE other, \"Order Lines\", crm.customers RESTART IDENTITY CASCADE");
		List<RealtimeEvent<?>> events = this.fixture.events();
		assertThat(events).hasSize(3).allMatch(TableTruncated.class::isInstance);
		assertThat(events).extracting(RealtimeEvent::model).containsExactlyInAnyOrder("Line", "Customer", "Stock");
		assertThat(events).extracting((event) -> event.position().ordinal()).doesNotHaveDuplicates();
		TableTruncated<?> truncated = (TableTruncated<?>) events.get(0);
		assertThat(truncated.cascade()).isTrue();
		assertThat(truncated.restartIdentity()).isTrue();
	}

	@Test
	void tableOfTheSameNameInAnotherSchemaIsIgnored() {
		this.fixture.execute("CREATE SCHEMA audit", "CREATE TABLE audit.\"Order Lines\" (LIKE public.\"Order Lines\")",
				"CREATE TABLE customers (id bigint)", "INSERT INTO audit.\"Order Lines\" VALUES (1, 2, 3, 'x')",
				"INSERT INTO customers VALUES (1)");
		assertThat(this.fixture.events()).isEmpty();
	}

	@Test
	void tableIsFoundBehindTheFirstSchemaOfTheSearchPath() throws SQLException {
		this.fixture.execute("CREATE SCHEMA extra", "ALTER TABLE \"Order Lines\" SET SCHEMA extra",
				"ALTER DATABASE %s SET search_path = public, extra".formatted(this.fixture.database().name()));
		this.fixture.execute(INSERT);
		List<PgOutputMessage> messages = this.fixture.messages();
		try (Connection host = this.fixture.database().connect();
				ChangeDecoder decoder = new HibernateEntityCatalog(this.fixture.factory(), List.of(), () -> host)
					.newDecoder()) {
			assertThat(this.fixture.events(messages, decoder)).extracting(RealtimeEvent::model).containsExactly("Line");
		}
	}

	@Test
	void decodingAgainGivesTheSamePositions() {
		this.fixture.execute(INSERT,
				"BEGIN; UPDATE \"Order Lines\" SET \"Qty\" = 1; DELETE FROM \"Order Lines\"; COMMIT");
		List<PgOutputMessage> messages = this.fixture.messages();
		List<RealtimeEvent<?>> first = this.fixture.events(messages, true);
		assertThat(first).hasSize(3);
		assertThat(this.fixture.events(messages, true)).extracting(RealtimeEvent::position)
			.containsExactlyElementsOf(first.stream().map(RealtimeEvent::position).toList());
	}

	@Test
	void primitiveCannotHoldNull() {
		this.fixture.execute("ALTER TABLE \"Order Lines\" ALTER \"Qty\" DROP NOT NULL",
				"INSERT INTO \"Order Lines\" (order_number, line_number) VALUES (7, 8)");
		List<PgOutputMessage> messages = this.fixture.messages();
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> this.fixture.events(messages, true))
			.withMessageContaining("'quantity' of Line")
			.withMessageContaining("public.Order Lines")
			.withMessageContaining("Qty NULL")
			.withMessageContaining("line_number '8', order_number '7'")
			.withMessageMatching("(?s).*position [0-9A-F]+/[0-9A-F]+:1\\b.*");
	}

	@Test
	void longValueIsCutInTheMessage() {
		this.fixture.execute("ALTER TABLE \"Order Lines\" ALTER \"Qty\" TYPE text",
				"INSERT INTO \"Order Lines\" (order_number, line_number, \"Qty\") VALUES (1, 2, repeat('7', 199) || repeat('\ud83d\ude00', 9))");
		List<PgOutputMessage> messages = this.fixture.messages();
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> this.fixture.events(messages, true))
			.withMessageContaining("Qty '" + "7".repeat(199) + "\u2026'")
			.withMessageContaining("order_number '1'");
	}

	@Test
	void narrowingThatDoesNotFitFails() {
		this.fixture.execute("ALTER TABLE \"Order Lines\" ALTER \"Qty\" TYPE bigint",
				"INSERT INTO \"Order Lines\" VALUES (1, 2, 3000000000, 'x')".replace("VALUES",
						"(order_number, line_number, \"Qty\", body) VALUES"));
		List<PgOutputMessage> messages = this.fixture.messages();
		for (boolean fastLane : new boolean[] { true, false }) {
			assertThatExceptionOfType(EventDecodingException.class)
				.isThrownBy(() -> this.fixture.events(messages, fastLane))
				.withMessageContaining("Qty '3000000000'");
		}
	}

	private EntityUpdated<Line> update(String identity, String assignment) {
		if (identity != null) {
			this.fixture.execute("ALTER TABLE \"Order Lines\" REPLICA IDENTITY " + identity);
		}
		this.fixture.execute(INSERT);
		return lastUpdate("UPDATE \"Order Lines\" SET " + assignment);
	}

	private EntityUpdated<Line> lastUpdate(String sql) {
		this.fixture.execute(sql);
		return last();
	}

	@SuppressWarnings("unchecked")
	private <E extends RealtimeEvent<?>> E last() {
		List<RealtimeEvent<?>> events = this.fixture.events();
		return (E) events.get(events.size() - 1);
	}

}
