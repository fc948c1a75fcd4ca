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
import java.util.List;

import org.hibernate.Hibernate;
import org.hibernate.LazyInitializationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EventAction;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.mapping.hibernate.Shop.CardPayment;
import dev.pgrealtime.mapping.hibernate.Shop.CashPayment;
import dev.pgrealtime.mapping.hibernate.Shop.Customer;
import dev.pgrealtime.mapping.hibernate.Shop.Document;
import dev.pgrealtime.mapping.hibernate.Shop.Invoice;
import dev.pgrealtime.mapping.hibernate.Shop.Memo;
import dev.pgrealtime.mapping.hibernate.Shop.Note;
import dev.pgrealtime.mapping.hibernate.Shop.Payment;
import dev.pgrealtime.mapping.hibernate.Shop.Profile;
import dev.pgrealtime.mapping.hibernate.Shop.Stock;
import dev.pgrealtime.mapping.hibernate.Shop.StockId;
import dev.pgrealtime.mapping.hibernate.Shop.Task;
import dev.pgrealtime.pgoutput.PgOutputMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests inheritance, composite identifiers, references and soft deletes.
 */
class InheritanceAndIdentifierIntegrationTests {

	private static MappingFixture fixture;

	@BeforeAll
	static void start() {
		fixture = new MappingFixture(Payment.class, CardPayment.class, CashPayment.class, Document.class, Invoice.class,
				Customer.class, Stock.class, Profile.class, Note.class, Memo.class, Task.class);
		for (String table : List.of("note", "memo", "document", "invoice", "stock", "profile")) {
			fixture.execute("ALTER TABLE %s REPLICA IDENTITY FULL".formatted(table));
		}
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
	void singleTableRowBecomesItsSubclass() {
		fixture.execute("INSERT INTO payment (id, kind, amount, card_number) VALUES (1, 'card', 2.50, '42')",
				"UPDATE payment SET amount = 3 WHERE id = 1",
				"UPDATE payment SET kind = 'cash', till = 'T1' WHERE id = 1");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).extracting(RealtimeEvent::model)
			.containsExactly("CardPayment", "CardPayment", "CashPayment");
		CardPayment card = (CardPayment) events.get(0).newEntity();
		assertThat(card.cardNumber).isEqualTo("42");
		assertThat(card.amount).isEqualByComparingTo("2.5");
		assertThat(events.get(0).channel()).isEqualTo("payment");
		assertThat(events.get(0).metadata().entity().attributes()).containsExactly("id", "amount", "cardNumber");
		assertThat(((CashPayment) events.get(2).newEntity()).till).isEqualTo("T1");
	}

	@Test
	void singleTableDeleteThatTellsTheKeyOnlyIsOfTheRoot() {
		fixture.execute("INSERT INTO payment (id, kind) VALUES (5, 'card')", "DELETE FROM payment WHERE id = 5");
		RealtimeEvent<?> event = fixture.events().get(1);
		assertThat(event).isInstanceOf(EntityDeleted.class);
		assertThat(event.entityType()).isEqualTo(Payment.class);
		assertThat(event.id()).isEqualTo(5L);
		assertThat(event.oldImage().unknownAttributes()).containsExactly("amount");
		assertThat(fixture.factory().getPersistenceUnitUtil().getIdentifier(event.oldEntity())).isEqualTo(5L);
	}

	@Test
	void unknownDiscriminatorFails() {
		fixture.execute("ALTER TABLE payment DROP CONSTRAINT IF EXISTS payment_kind_check",
				"INSERT INTO payment (id, kind) VALUES (6, 'gold')");
		List<PgOutputMessage> messages = fixture.messages();
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> fixture.events(messages, true))
			.withMessageContaining("kind 'gold'")
			.withMessageContaining("key id '6'");
	}

	@Test
	void tablePerClassRowBecomesTheClassOfItsTable() {
		fixture.execute("INSERT INTO document (id, title) VALUES (1, 'd')",
				"INSERT INTO invoice (id, title, total) VALUES (2, 'i', 9.99)", "UPDATE invoice SET total = 10");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).extracting(RealtimeEvent::model).containsExactly("Document", "Invoice", "Invoice");
		assertThat(((Document) events.get(0).newEntity()).title).isEqualTo("d");
		Invoice invoice = (Invoice) events.get(2).newEntity();
		assertThat(invoice.title).isEqualTo("i");
		assertThat(invoice.total).isEqualTo(new BigDecimal("10.00"));
		assertThat(events).extracting(RealtimeEvent::channel).containsOnly("document");
		assertThat(events.get(2).changedAttributes()).containsExactly("total");
		assertThat(fixture.catalog().entities()).filteredOn((entity) -> entity.model().name().equals("Document"))
			.singleElement()
			.satisfies((entity) -> assertThat(entity.tables()).extracting(Object::toString)
				.containsExactlyInAnyOrder("document", "invoice"));
	}

	@Test
	void identifierClassWithAssociation() {
		fixture.execute("INSERT INTO crm.customers (id, name) VALUES (7, 'Ann')",
				"INSERT INTO stock (customer_id, sku, amount) VALUES (7, 'a', 3)",
				"INSERT INTO profile (customer_id, tenant, favourite_customer_id, favourite_sku) VALUES (7, 'acme', 7, 'a')");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(((Customer) events.get(0).newEntity()).getName()).isEqualTo("Ann");
		assertThat(events.get(0).newImage().unknownAttributes()).containsExactly("orders");
		Stock stock = (Stock) events.get(1).newEntity();
		assertThat(events.get(1).id()).isEqualTo(new StockId(7L, "a"));
		assertThat(stock.amount).isEqualTo(3);
		assertThat(stock.customer.getId()).isEqualTo(7L);
		assertThat(Hibernate.isInitialized(stock.customer)).isFalse();
		assertThatExceptionOfType(LazyInitializationException.class).isThrownBy(stock.customer::getName);
		Profile profile = (Profile) events.get(2).newEntity();
		assertThat(events.get(2).id()).isEqualTo(7L);
		assertThat(profile.id).isEqualTo(7L);
		assertThat(profile.tenant).isEqualTo("acme");
		assertThat(profile.customer.getId()).isEqualTo(7L);
		assertThat(fixture.factory().getPersistenceUnitUtil().getIdentifier(profile.favourite))
			.isEqualTo(new StockId(7L, "a"));
	}

	@Test
	void partlyNullForeignKeyIsNoReference() {
		fixture.execute("INSERT INTO crm.customers (id, name) VALUES (8, 'Bob')",
				"INSERT INTO profile (customer_id, tenant, favourite_customer_id) VALUES (8, 'acme', 8)");
		RealtimeEvent<?> event = fixture.events().get(1);
		assertThat(((Profile) event.newEntity()).favourite).isNull();
		assertThat(event.newImage().unknownAttributes()).doesNotContain("favourite");
	}

	@Test
	void softDeletedRowDoesNotExist() {
		fixture.execute("INSERT INTO note (id, text, deleted) VALUES (1, 'a', false), (2, 'b', true)",
				"UPDATE note SET text = 'c' WHERE id = 1", "UPDATE note SET deleted = true WHERE id = 1",
				"UPDATE note SET text = 'd' WHERE id = 1", "DELETE FROM note WHERE id = 2",
				"UPDATE note SET deleted = false WHERE id = 1", "DELETE FROM note WHERE id = 1");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).extracting(RealtimeEvent::action)
			.containsExactly(EventAction.INSERT, EventAction.UPDATE, EventAction.DELETE, EventAction.INSERT,
					EventAction.DELETE);
		EntityDeleted<?> marked = (EntityDeleted<?>) events.get(2);
		assertThat(marked.softDelete()).isTrue();
		assertThat(((Note) marked.oldEntity()).text).isEqualTo("c");
		assertThat(((Note) events.get(3).newEntity()).text).isEqualTo("d");
		assertThat(((EntityDeleted<?>) events.get(4)).softDelete()).isFalse();
	}

	@Test
	void softDeleteByTimestamp() {
		fixture.execute("INSERT INTO memo (id, text) VALUES (1, 'a')", "UPDATE memo SET deleted = now()");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).hasSize(2);
		assertThat(events.get(1)).isInstanceOfSatisfying(EntityDeleted.class,
				(event) -> assertThat(event.softDelete()).isTrue());
	}

	@Test
	void takingTheMarkAwayWithIdentityDefaultIsAnUpdate() {
		fixture.execute("INSERT INTO task (id, text, active) VALUES (20, 'a', 'Y')",
				"UPDATE task SET active = 'N' WHERE id = 20", "UPDATE task SET text = 'b' WHERE id = 20",
				"UPDATE task SET active = 'Y' WHERE id = 20", "DELETE FROM task WHERE id = 20");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).extracting(RealtimeEvent::action)
			.containsExactly(EventAction.INSERT, EventAction.DELETE, EventAction.DELETE, EventAction.UPDATE,
					EventAction.DELETE);
		assertThat(((Task) events.get(3).newEntity()).text).isEqualTo("b");
	}

	@Test
	void softDeleteWithIdentityDefaultIsJudgedByTheNewRow() {
		Task task = new Task();
		task.id = 1L;
		task.text = "a";
		fixture.persist(task);
		fixture.inSession((session) -> {
			session.remove(session.find(Task.class, 1L));
			return null;
		});
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).hasSize(2);
		EntityDeleted<?> deleted = (EntityDeleted<?>) events.get(1);
		assertThat(deleted.softDelete()).isTrue();
		assertThat(deleted.id()).isEqualTo(1L);
		assertThat(deleted.oldImage().unknownAttributes()).containsExactly("text");
	}

}
