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

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Lob;
import jakarta.persistence.ManyToOne;
import org.hibernate.annotations.Any;
import org.hibernate.annotations.AnyDiscriminatorValue;
import org.hibernate.annotations.AnyKeyJavaClass;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.ConcreteProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeRegistry.Registration;
import dev.pgrealtime.ReplicaIdentity;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.mapping.ChangeDecoder;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.pgoutput.PgOutputMessage;
import dev.pgrealtime.support.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests what is done where the row does not hold what JPA would find.
 */
class IncompleteRowsIntegrationTests {

	private final MappingFixture fixture = new MappingFixture(Letter.class, Fruit.class, Apple.class, Pear.class,
			Basket.class, Sticker.class, Shop.Note.class, Fragile.class);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void whatOnlyAQueryCanReadIsUnknown() {
		Letter letter = new Letter();
		letter.id = 1L;
		letter.sealed = "secret";
		letter.body = "long";
		letter.subject = "hello";
		this.fixture.execute("ALTER TABLE letter REPLICA IDENTITY FULL");
		this.fixture.persist(letter);
		this.fixture.execute("UPDATE letter SET sealed = 'other'");
		List<RealtimeEvent<?>> events = this.fixture.events();
		assertThat(events).hasSize(2);
		EntityInserted<?> inserted = (EntityInserted<?>) events.get(0);
		assertThat(inserted.newImage().unknownAttributes()).isEqualTo(Set.of("sealed", "body"));
		assertThat(((Letter) inserted.newEntity()).subject).isEqualTo("hello");
		EntityUpdated<?> updated = (EntityUpdated<?>) events.get(1);
		assertThat(updated.undeterminedAttributes()).contains("sealed", "body");
	}

	@Test
	void classThatIsNotPublishedIsNotGuessed() {
		publishOnly("id", "dtype", "fruit");
		this.fixture.execute("INSERT INTO fruit (id) VALUES (1)");
		List<PgOutputMessage> messages = this.fixture.messages();
		assertRefused("dtype", messages, Registration.of(Apple.class));
		assertRefused("dtype", messages, Registration.of(Fruit.class));
	}

	@Test
	void markOfDeletionThatIsNotPublishedIsNotGuessed() {
		publishOnly("id, text", "deleted", "note");
		this.fixture.execute("INSERT INTO note (id, text) VALUES (1, 'a')");
		assertRefused("deleted", this.fixture.messages());
	}

	@Test
	void truncateIsToldToEveryRegistrationOfTheTable() {
		this.fixture.execute("INSERT INTO fruit (id, dtype) VALUES (1, 'Pear')", "TRUNCATE fruit CASCADE");
		List<RealtimeEvent<?>> events = events(Registration.of(Apple.class).withChannel("apples"),
				Registration.of(Pear.class).withChannel("pears"));
		assertThat(events).hasSize(3);
		assertThat(events).filteredOn(TableTruncated.class::isInstance)
			.extracting(RealtimeEvent::channel)
			.containsExactlyInAnyOrder("apples", "pears");
	}

	@Test
	void referenceWhoseClassOnlyAQueryTellsIsUnknown() {
		this.fixture.execute("INSERT INTO fruit (id, dtype) VALUES (1, 'Pear')",
				"INSERT INTO basket (id, fruit_id) VALUES (2, 1)");
		RealtimeEvent<?> event = events(Registration.of(Basket.class)).get(0);
		assertThat(event.newImage().unknownAttributes()).containsExactly("fruit");
		assertThat(((Basket) event.newEntity()).fruit).isNull();
	}

	@Test
	void anyReferenceWhoseClassOnlyAQueryTellsIsUnknown() {
		this.fixture.execute("INSERT INTO sticker (id, target_type, target_id) VALUES (1, 'F', 1), (2, 'B', 2)");
		List<RealtimeEvent<?>> events = events(Registration.of(Sticker.class));
		assertThat(events.get(0).newImage().unknownAttributes()).containsExactly("target");
		assertThat(((Sticker) events.get(0).newEntity()).target).isEqualTo(new Target(null));
		assertThat(events.get(1).newImage().unknownAttributes()).isEmpty();
		assertThat(((Sticker) events.get(1).newEntity()).target.entity()).isInstanceOf(Basket.class);
	}

	@Test
	void entityThatCannotBeMadeIsADecodingFailure() {
		this.fixture.execute("INSERT INTO fragile (id) VALUES (77)");
		List<PgOutputMessage> messages = this.fixture.messages();
		assertThatExceptionOfType(EventDecodingException.class).isThrownBy(() -> this.fixture.events(messages, true))
			.withMessageContaining("public.fragile")
			.withMessageContaining("id '77'");
	}

	private void publishOnly(String columns, String other, String table) {
		this.fixture.execute("ALTER TABLE %s ALTER %s DROP NOT NULL".formatted(table, other));
		if (PostgresServer.version() < 15) {
			// There are no column lists yet: what is not published is what is not there.
			this.fixture.execute("ALTER TABLE %s DROP %s".formatted(table, other));
			return;
		}
		this.fixture.execute("DROP PUBLICATION changes",
				"CREATE PUBLICATION changes FOR TABLE %s (%s)".formatted(table, columns));
	}

	private void assertRefused(String column, List<PgOutputMessage> messages, Registration... registrations) {
		try (ChangeDecoder decoder = this.fixture.catalog(registrations).newDecoder()) {
			assertThatExceptionOfType(MappingException.class).isThrownBy(() -> this.fixture.events(messages, decoder))
				.withMessageContaining(column);
		}
	}

	private List<RealtimeEvent<?>> events(Registration... registrations) {
		try (ChangeDecoder decoder = this.fixture.catalog(registrations).newDecoder()) {
			return this.fixture.events(this.fixture.messages(), decoder);
		}
	}

	@Entity(name = "Letter")
	@RealtimeEntity(exclude = { "sealed", "body" })
	static class Letter {

		@Id
		Long id;

		@ColumnTransformer(read = "reverse(sealed)", write = "reverse(?)")
		String sealed;

		@Lob
		String body;

		@Column(columnDefinition = "text")
		String subject;

	}

	@Entity(name = "Fruit")
	@ConcreteProxy
	abstract static class Fruit {

		@Id
		Long id;

	}

	@Entity(name = "Apple")
	static class Apple extends Fruit {

	}

	@Entity(name = "Pear")
	static class Pear extends Fruit {

	}

	@Entity(name = "Basket")
	static class Basket {

		@Id
		Long id;

		@ManyToOne(fetch = FetchType.LAZY)
		Fruit fruit;

	}

	@Entity(name = "Sticker")
	static class Sticker {

		@Id
		Long id;

		@Embedded
		Target target = new Target(null);

	}

	@Embeddable
	record Target(@Any @AnyDiscriminatorValue(discriminator = "F", entity = Fruit.class) @AnyDiscriminatorValue(
			discriminator = "B", entity = Basket.class) @AnyKeyJavaClass(Long.class) @Column(
					name = "target_type") @JoinColumn(name = "target_id") Object entity) {

	}

	@Entity(name = "Fragile")
	@RealtimeEntity(replicaIdentity = ReplicaIdentity.DEFAULT)
	static class Fragile {

		@Id
		Long id;

		Fragile() {
			throw new IllegalStateException();
		}

	}

}
