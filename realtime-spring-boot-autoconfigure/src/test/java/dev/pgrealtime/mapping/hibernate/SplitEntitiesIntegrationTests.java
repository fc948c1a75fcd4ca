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
import java.util.Set;

import org.hibernate.Hibernate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.EventAction;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.mapping.hibernate.Fleet.Account;
import dev.pgrealtime.mapping.hibernate.Fleet.Animal;
import dev.pgrealtime.mapping.hibernate.Fleet.Article;
import dev.pgrealtime.mapping.hibernate.Fleet.Boat;
import dev.pgrealtime.mapping.hibernate.Fleet.Car;
import dev.pgrealtime.mapping.hibernate.Fleet.CardPayment;
import dev.pgrealtime.mapping.hibernate.Fleet.Cat;
import dev.pgrealtime.mapping.hibernate.Fleet.ExpressParcel;
import dev.pgrealtime.mapping.hibernate.Fleet.ParcelId;
import dev.pgrealtime.mapping.hibernate.Fleet.Payment;
import dev.pgrealtime.mapping.hibernate.Fleet.Plain;
import dev.pgrealtime.mapping.hibernate.Fleet.SavingsAccount;
import dev.pgrealtime.mapping.hibernate.Fleet.Season;
import dev.pgrealtime.mapping.hibernate.Fleet.SportsCar;
import dev.pgrealtime.mapping.hibernate.Fleet.Ticket;
import dev.pgrealtime.mapping.hibernate.Fleet.Vehicle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the rows of several tables that one transaction writes for one entity become
 * one event.
 */
class SplitEntitiesIntegrationTests {

	private static final String[] TABLES = { "vehicle", "car", "crm.\"Sports Car\"", "boat", "animal", "cat", "account",
			"savings_account", "article", "article_text", "article_stats", "article_reviewer", "article_labels",
			"article_plain", "parcel", "express_parcel", "ticket", "season", "payment", "card" };

	private static MappingFixture fixture;

	@BeforeAll
	static void start() {
		fixture = new MappingFixture(Fleet.ENTITIES);
	}

	@AfterAll
	static void stop() {
		fixture.close();
	}

	@BeforeEach
	void empty() {
		fixture.execute("TRUNCATE vehicle, animal, account, article, parcel, ticket, payment, plain CASCADE");
		identity("FULL");
		fixture.messages();
	}

	private static void identity(String identity) {
		for (String table : TABLES) {
			fixture.execute("ALTER TABLE %s REPLICA IDENTITY %s".formatted(table, identity));
		}
	}

	@Test
	void insertIsOneEventOfTheSubclassThatEqualsWhatJpaFinds() {
		fixture.persist(sportsCar(1), boat(2), animal(3), cat(4), account(5), savings(6));
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).hasSize(6).allMatch(EntityInserted.class::isInstance);
		assertThat(events).extracting(RealtimeEvent::model)
			.containsExactlyInAnyOrder("SportsCar", "Boat", "Animal", "Cat", "Account", "SavingsAccount");
		assertThat(events).extracting(RealtimeEvent::position).isSorted().doesNotHaveDuplicates();
		events.forEach(SplitEntitiesIntegrationTests::assertEqualsFound);
	}

	private static void assertEqualsFound(RealtimeEvent<?> event) {
		Object found = fixture.inSession((session) -> {
			Object entity = session.find(event.entityType(), event.id());
			if (entity instanceof Article article) {
				Hibernate.initialize(article.labels);
			}
			return entity;
		});
		assertThat(found).hasSameClassAs(event.newEntity());
		assertThat(event.newImage().unknownAttributes()).isSubsetOf("labels", "readers");
		assertThat(event.newEntity()).usingRecursiveComparison()
			.ignoringFields("labels", "readers", "reviewer")
			.isEqualTo(found);
	}

	@Test
	void batchesThatTearRowsApartAreGathered() {
		fixture.inSession((session) -> {
			for (long id = 1; id <= 120; id++) {
				session.persist((id % 3 == 0) ? boat(id) : sportsCar(id));
				session.persist(plain(id));
			}
			return null;
		});
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).hasSize(240).allMatch(EntityInserted.class::isInstance);
		assertThat(events).extracting(RealtimeEvent::position).isSorted().doesNotHaveDuplicates();
		assertThat(events).filteredOn((event) -> event.entityType() == SportsCar.class).hasSize(80);
		assertThat(events).filteredOn((event) -> event.entityType() == Boat.class).hasSize(40);
		events.forEach(SplitEntitiesIntegrationTests::assertEqualsFound);
	}

	@Test
	void updateOfAllTablesIsOneEventWithBothImages() {
		fixture.persist(sportsCar(1));
		fixture.inSession((session) -> {
			SportsCar car = session.find(SportsCar.class, 1L);
			car.name = "renamed";
			car.doors = 3;
			car.topSpeed = 301;
			return null;
		});
		EntityUpdated<?> event = last(EntityUpdated.class, 2);
		assertEqualsFound(event);
		SportsCar old = (SportsCar) event.oldEntity();
		assertThat(event.oldImage().unknownAttributes()).isEmpty();
		assertThat(old.name).isEqualTo("vehicle 1");
		assertThat(old.topSpeed).isEqualTo(300);
		assertThat(event.changedAttributes()).containsExactlyInAnyOrder("name", "doors", "topSpeed");
		assertThat(event.undeterminedAttributes()).isEmpty();
		assertThat(event.changed("nickname")).isFalse();
	}

	@Test
	void updateOfOneTableLeavesTheOthersUnknown() {
		fixture.persist(sportsCar(1));
		fixture.execute("UPDATE car SET doors = 5");
		EntityUpdated<?> event = last(EntityUpdated.class, 2);
		assertThat(event.entityType()).isEqualTo(Car.class);
		assertThat(event.id()).isEqualTo(1L);
		assertThat(((Car) event.newEntity()).doors).isEqualTo(5);
		assertThat(((Car) event.newEntity()).id).isEqualTo(1L);
		assertThat(event.newImage().unknownAttributes()).containsExactly("name");
		assertThat(event.oldImage().unknownAttributes()).containsExactly("name");
		assertThat(((Car) event.oldEntity()).doors).isEqualTo(2);
		assertThat(event.changedAttributes()).containsExactly("doors");
		assertThat(event.changed("name")).isFalse();
	}

	@Test
	void updateOfOneTableThatIsTheFirstOfItsConnection() {
		fixture.persist(sportsCar(1));
		fixture.messages();
		fixture.execute("UPDATE crm.\"Sports Car\" SET top_speed = 5");
		EntityUpdated<?> event = last(EntityUpdated.class, 1);
		assertThat(event.entityType()).isEqualTo(SportsCar.class);
		assertThat(event.id()).isEqualTo(1L);
		assertThat(((SportsCar) event.newEntity()).topSpeed).isEqualTo(5);
		assertThat(event.newImage().unknownAttributes()).containsExactlyInAnyOrder("name", "doors", "nickname");
	}

	@Test
	void updateOfTheRootTableAloneIsOfTheAbstractRoot() {
		fixture.persist(boat(1));
		fixture.execute("UPDATE vehicle SET name = 'x'");
		EntityUpdated<?> event = last(EntityUpdated.class, 2);
		assertThat(event.entityType()).isEqualTo(Vehicle.class);
		assertThat(event.id()).isEqualTo(1L);
		assertThat(Hibernate.isInitialized(event.newEntity())).isFalse();
		assertThat(event.newImage().unknownAttributes()).containsExactly("name");
		assertThat(event.changedAttributes()).containsExactly("name");
	}

	@Test
	void updateOfTheRootTableAloneIsOfTheConcreteRoot() {
		fixture.persist(savings(1));
		fixture.execute("UPDATE account SET balance = 7");
		EntityUpdated<?> event = last(EntityUpdated.class, 2);
		assertThat(event.entityType()).isEqualTo(Account.class);
		assertThat(((Account) event.newEntity()).balance).isEqualTo(7);
		assertThat(event.newImage().unknownAttributes()).isEmpty();
	}

	@Test
	void discriminatorTellsTheClassOfAnUpdateOfTheRootTable() {
		fixture.persist(animal(1), cat(2));
		fixture.execute("UPDATE animal SET name = 'x'");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).extracting(RealtimeEvent::model).containsExactlyInAnyOrder("Animal", "Cat", "Animal", "Cat");
		RealtimeEvent<?> updated = events.get(3);
		assertThat(updated.entityType()).isEqualTo(Cat.class);
		assertThat(((Cat) updated.newEntity()).name).isEqualTo("x");
		assertThat(updated.newImage().unknownAttributes()).containsExactly("lives");
		assertThat(events.get(2).newImage().unknownAttributes()).isEmpty();
	}

	@Test
	void deleteIsOneEvent() {
		fixture.persist(sportsCar(1), cat(2), animal(3), savings(4), account(5));
		fixture.messages();
		fixture.inSession((session) -> {
			session.remove(session.find(Vehicle.class, 1L));
			session.remove(session.find(Animal.class, 2L));
			session.remove(session.find(Animal.class, 3L));
			session.remove(session.find(Account.class, 4L));
			session.remove(session.find(Account.class, 5L));
			return null;
		});
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).hasSize(5).allMatch(EntityDeleted.class::isInstance);
		assertThat(events).extracting(RealtimeEvent::model)
			.containsExactlyInAnyOrder("SportsCar", "Cat", "Animal", "SavingsAccount", "Account");
		assertThat(events).allSatisfy((event) -> assertThat(event.oldImage().unknownAttributes()).isEmpty());
		SportsCar car = (SportsCar) events.get(0).oldEntity();
		assertThat(car.topSpeed).isEqualTo(300);
		assertThat(car.name).isEqualTo("vehicle 1");
	}

	@Test
	void keyOnlyIsTold() {
		identity("DEFAULT");
		fixture.persist(sportsCar(1), cat(2));
		fixture.execute("BEGIN; UPDATE car SET doors = 4; UPDATE vehicle SET name = 'y'; COMMIT");
		fixture.inSession((session) -> {
			session.remove(session.find(Vehicle.class, 1L));
			session.remove(session.find(Animal.class, 2L));
			return null;
		});
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).hasSize(5);
		EntityUpdated<?> updated = (EntityUpdated<?>) events.get(2);
		assertThat(updated.entityType()).isEqualTo(Car.class);
		assertThat(updated.oldImage()).isNull();
		assertThat(updated.newImage().unknownAttributes()).isEmpty();
		assertThat(updated.changedAttributes()).isEmpty();
		assertThat(updated.undeterminedAttributes()).containsExactlyInAnyOrder("name", "doors", "nickname");
		assertThat(updated.changed("id")).isFalse();
		assertThat(events.get(3).model()).isEqualTo("SportsCar");
		assertThat(events.get(3).id()).isEqualTo(1L);
		assertThat(events.get(3).oldImage().unknownAttributes()).containsExactlyInAnyOrder("name", "doors", "nickname",
				"topSpeed");
		assertThat(events.get(4).model()).isEqualTo("Cat");
		assertThat(events.get(4).oldImage().unknownAttributes()).containsExactlyInAnyOrder("name", "lives");
	}

	@Test
	void changesOfOneKeyAreNeitherMergedNorReordered() {
		fixture.execute("BEGIN; INSERT INTO vehicle (id, name) VALUES (1, 'a'); INSERT INTO boat (boat_id) VALUES (1); "
				+ "UPDATE vehicle SET name = 'b'; UPDATE vehicle SET name = 'c'; UPDATE boat SET length = 3; "
				+ "DELETE FROM boat; DELETE FROM vehicle; INSERT INTO vehicle (id, name) VALUES (1, 'd'); "
				+ "INSERT INTO boat (boat_id) VALUES (1); COMMIT");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).extracting(RealtimeEvent::action)
			.containsExactly(EventAction.INSERT, EventAction.UPDATE, EventAction.UPDATE, EventAction.DELETE,
					EventAction.INSERT);
		assertThat(events).extracting((event) -> event.position().ordinal()).containsExactly(1L, 3L, 4L, 6L, 8L);
		assertThat(events).extracting(RealtimeEvent::model).containsExactly("Boat", "Vehicle", "Boat", "Boat", "Boat");
		assertThat(((Boat) events.get(2).newEntity()).name).isEqualTo("c");
		assertThat(((Boat) events.get(2).newEntity()).length).isEqualTo(3);
	}

	@Test
	void keyThatChanges() {
		fixture.execute("INSERT INTO account (id, balance) VALUES (1, 5)",
				"BEGIN; UPDATE account SET id = 2; UPDATE account SET balance = 6; COMMIT");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).hasSize(3);
		assertThat(events.get(1).id()).isEqualTo(2L);
		assertThat(((Account) events.get(1).oldEntity()).id).isEqualTo(1L);
		assertThat(events.get(1).changedAttributes()).containsExactly("id");
		assertThat(events.get(2).id()).isEqualTo(2L);
	}

	@Test
	void compositeKeyWithOtherNamesInTheSubclassTable() {
		ExpressParcel parcel = new ExpressParcel();
		parcel.id = new ParcelId("NL", 7);
		parcel.address = "Dam 1";
		parcel.courier = "Ann";
		fixture.persist(parcel);
		fixture.execute("UPDATE express_parcel SET courier = NULL");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).hasSize(2);
		assertThat(events.get(0).id()).isEqualTo(new ParcelId("NL", 7));
		assertThat(((ExpressParcel) events.get(0).newEntity()).courier).isEqualTo("Ann");
		assertThat(events.get(1).id()).isEqualTo(new ParcelId("NL", 7));
		assertThat(((ExpressParcel) events.get(1).newEntity()).courier).isNull();
		assertThat(events.get(1).newImage().unknownAttributes()).containsExactly("address");
	}

	@Test
	void optionalRowThatIsNotInsertedIsNull() {
		Article article = new Article();
		article.id = 1L;
		article.title = "a";
		article.views = 3;
		fixture.persist(article);
		EntityInserted<?> event = last(EntityInserted.class, 1);
		assertThat(event.newImage().unknownAttributes()).containsExactlyInAnyOrder("labels", "readers");
		assertEqualsFound(event);
	}

	@Test
	void secondaryRowsAreOneEvent() {
		Article article = new Article();
		article.id = 1L;
		article.title = "a";
		article.body = "long";
		article.words = 1;
		article.views = 3;
		article.reviewer = plain(9);
		fixture.persist(article.reviewer, article);
		EntityInserted<?> event = last(EntityInserted.class, 2);
		assertEqualsFound(event);
		Article inserted = (Article) event.newEntity();
		assertThat(inserted.body).isEqualTo("long");
		assertThat(fixture.factory().getPersistenceUnitUtil().getIdentifier(inserted.reviewer)).isEqualTo(9L);
	}

	@Test
	void optionalRowThatComesOrGoesIsAnUpdate() {
		fixture.execute("INSERT INTO article (id, title) VALUES (1, 'a')",
				"INSERT INTO article_text (id, body) VALUES (1, 'b')", "UPDATE article_text SET body = 'c'",
				"DELETE FROM article_text");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).extracting(RealtimeEvent::action)
			.containsExactly(EventAction.INSERT, EventAction.UPDATE, EventAction.UPDATE, EventAction.UPDATE);
		assertThat(events.get(0).newImage().unknownAttributes()).containsExactlyInAnyOrder("views", "labels",
				"readers");
		EntityUpdated<?> came = (EntityUpdated<?>) events.get(1);
		assertThat(((Article) came.newEntity()).body).isEqualTo("b");
		assertThat(((Article) came.oldEntity()).body).isNull();
		assertThat(came.oldImage().unknownAttributes()).contains("title", "views").doesNotContain("body", "words");
		assertThat(came.changedAttributes()).containsExactly("body");
		assertThat(came.changed("title")).isFalse();
		EntityUpdated<?> gone = (EntityUpdated<?>) events.get(3);
		assertThat(((Article) gone.newEntity()).body).isNull();
		assertThat(gone.newImage().unknownAttributes()).contains("title", "views").doesNotContain("body", "words");
		assertThat(((Article) gone.oldEntity()).body).isEqualTo("c");
		assertThat(gone.changedAttributes()).containsExactly("body");
		assertThat(gone.id()).isEqualTo(1L);
	}

	@Test
	void optionalRowGoesWithItsEntity() {
		fixture.execute("BEGIN; INSERT INTO article (id, title) VALUES (1, 'a'); "
				+ "INSERT INTO article_stats (article_ref, views) VALUES (1, 2); "
				+ "INSERT INTO article_text (id, body) VALUES (1, 'b'); COMMIT");
		fixture.inSession((session) -> {
			session.remove(session.find(Article.class, 1L));
			return null;
		});
		EntityDeleted<?> event = last(EntityDeleted.class, 2);
		assertThat(((Article) event.oldEntity()).body).isEqualTo("b");
		assertThat(((Article) event.oldEntity()).title).isEqualTo("a");
		assertThat(event.oldImage().unknownAttributes()).containsExactlyInAnyOrder("reviewer", "labels", "readers");
	}

	@Test
	void collectionTablesAreNotObserved() {
		fixture.persist(plain(1));
		fixture.execute("BEGIN; INSERT INTO article (id, title) VALUES (1, 'a'); "
				+ "INSERT INTO article_stats (article_ref, views) VALUES (1, 2); COMMIT");
		fixture.messages();
		fixture.inSession((session) -> {
			Article article = session.find(Article.class, 1L);
			article.labels.add("one");
			article.readers.add(session.find(Plain.class, 1L));
			return null;
		});
		assertThat(fixture.events()).isEmpty();
	}

	@Test
	void softDeleteMarksTheRootRow() {
		Season season = new Season();
		season.id = 1L;
		season.name = "s";
		season.months = 3;
		fixture.persist(season);
		fixture.inSession((session) -> {
			session.remove(session.find(Season.class, 1L));
			return null;
		});
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).extracting(RealtimeEvent::action).containsExactly(EventAction.INSERT, EventAction.DELETE);
		assertEqualsInserted((Season) events.get(0).newEntity());
		EntityDeleted<?> deleted = (EntityDeleted<?>) events.get(1);
		assertThat(deleted.softDelete()).isTrue();
		assertThat(deleted.id()).isEqualTo(1L);
		assertThat(((Ticket) deleted.oldEntity()).name).isEqualTo("s");
	}

	@Test
	void markOfDeletionIsUnknownWhereOnlyTheSubclassTableIsUpdated() {
		fixture.execute(
				"BEGIN; INSERT INTO ticket (id, name, deleted) VALUES (1, 's', true); "
						+ "INSERT INTO season (id, months) VALUES (1, 3); COMMIT",
				"UPDATE season SET months = 4 WHERE id = 1",
				"BEGIN; UPDATE season SET months = 5 WHERE id = 1; UPDATE ticket SET name = 't'; COMMIT");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).singleElement().isInstanceOf(EntityUpdated.class).satisfies((event) -> {
			assertThat(((Season) event.newEntity()).months).isEqualTo(4);
			assertThat(event.newImage().unknownAttributes()).isEqualTo(Set.of("name"));
		});
	}

	private static void assertEqualsInserted(Season season) {
		assertThat(season.name).isEqualTo("s");
		assertThat(season.months).isEqualTo(3);
	}

	@Test
	void secondaryTableOfASubclass() {
		CardPayment card = new CardPayment();
		card.id = 1L;
		card.amount = 5L;
		card.number = "42";
		Payment cash = new Payment();
		cash.id = 2L;
		fixture.persist(card, cash);
		fixture.execute("UPDATE card SET number = '43'", "UPDATE payment SET amount = 6 WHERE id = 1",
				"UPDATE payment SET amount = 7 WHERE id = 2");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).extracting(RealtimeEvent::model)
			.containsExactlyInAnyOrder("CardPayment", "Payment", "CardPayment", "CardPayment", "Payment");
		assertThat(((CardPayment) events.get(2).newEntity()).number).isEqualTo("43");
		assertThat(events.get(2).newImage().unknownAttributes()).containsExactly("amount");
		assertThat(events.get(3).newImage().unknownAttributes()).containsExactly("number");
		assertThat(events.get(4).newImage().unknownAttributes()).isEmpty();
		fixture.inSession((session) -> {
			session.remove(session.find(Payment.class, 1L));
			return null;
		});
		EntityDeleted<?> deleted = last(EntityDeleted.class, 1);
		assertThat(((CardPayment) deleted.oldEntity()).number).isEqualTo("43");
		assertThat(((CardPayment) deleted.oldEntity()).amount).isEqualTo(6);
	}

	@Test
	void truncateOfSeveralTablesIsOneEventOfEachEntity() {
		fixture.persist(sportsCar(1), cat(2));
		fixture.messages();
		fixture.execute("TRUNCATE cat, vehicle, article CASCADE", "TRUNCATE article_text",
				"BEGIN; INSERT INTO account (id, balance) VALUES (1, 1); TRUNCATE account CASCADE; COMMIT");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).extracting(RealtimeEvent::model)
			.containsExactlyInAnyOrder("Cat", "Vehicle", "Article", "Account", "Account");
		assertThat(events).filteredOn(TableTruncated.class::isInstance).hasSize(4);
		assertThat(events.get(3)).isInstanceOf(EntityInserted.class);
		assertThat(events).extracting(RealtimeEvent::position).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void tableThatIsAlteredWithinTheTransaction() {
		fixture.execute(
				"BEGIN; INSERT INTO vehicle (id, name) VALUES (1, 'a'); INSERT INTO car (car_id, doors) VALUES (1, 2); "
						+ "ALTER TABLE vehicle ADD extra int DEFAULT 1; INSERT INTO vehicle (id, name) VALUES (2, 'b'); "
						+ "ALTER TABLE vehicle DROP extra; INSERT INTO crm.\"Sports Car\" (\"Sports Id\", top_speed) VALUES (1, 200); "
						+ "INSERT INTO boat (boat_id) VALUES (2); COMMIT");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).extracting(RealtimeEvent::model).containsExactly("SportsCar", "Boat");
		assertThat(((Vehicle) events.get(0).newEntity()).name).isEqualTo("a");
		assertThat(((Vehicle) events.get(1).newEntity()).name).isEqualTo("b");
	}

	@Test
	void unchangedOutOfLineValueIsTakenFromTheOldRow() {
		fixture.execute("ALTER TABLE boat ALTER harbour TYPE text, ALTER harbour SET STORAGE EXTERNAL",
				"BEGIN; INSERT INTO vehicle (id) VALUES (1); "
						+ "INSERT INTO boat (boat_id, harbour) VALUES (1, repeat('x', 9000)); COMMIT",
				"BEGIN; UPDATE vehicle SET name = 'n'; UPDATE boat SET length = 2; COMMIT");
		EntityUpdated<?> event = last(EntityUpdated.class, 2);
		assertThat(((Boat) event.newEntity()).harbour).hasSize(9000);
		assertThat(event.changedAttributes()).containsExactlyInAnyOrder("name", "length");
		identity("DEFAULT");
		fixture.execute("UPDATE boat SET length = 3");
		EntityUpdated<?> unknown = last(EntityUpdated.class, 1);
		assertThat(unknown.newImage().unknownAttributes()).containsExactlyInAnyOrder("name", "harbour");
		assertThat(unknown.changed("harbour")).isFalse();
	}

	@SuppressWarnings("unchecked")
	private static <E extends RealtimeEvent<?>> E last(Class<E> type, int count) {
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).hasSize(count);
		assertThat(events.get(count - 1)).isInstanceOf(type);
		return (E) events.get(count - 1);
	}

	private static SportsCar sportsCar(long id) {
		SportsCar car = new SportsCar();
		car.id = id;
		car.name = "vehicle " + id;
		car.doors = 2;
		car.nickname = "fast";
		car.topSpeed = 300;
		return car;
	}

	private static Boat boat(long id) {
		Boat boat = new Boat();
		boat.id = id;
		boat.name = "boat " + id;
		boat.length = 12;
		return boat;
	}

	private static Animal animal(long id) {
		Animal animal = new Animal();
		animal.id = id;
		animal.name = "any";
		return animal;
	}

	private static Cat cat(long id) {
		Cat cat = new Cat();
		cat.id = id;
		cat.name = "Tom";
		cat.lives = 9;
		return cat;
	}

	private static Account account(long id) {
		Account account = new Account();
		account.id = id;
		account.balance = 10;
		return account;
	}

	private static SavingsAccount savings(long id) {
		SavingsAccount account = new SavingsAccount();
		account.id = id;
		account.balance = 20;
		account.rate = "1%";
		return account;
	}

	private static Plain plain(long id) {
		Plain plain = new Plain();
		plain.id = id;
		plain.text = "plain";
		return plain;
	}

}
