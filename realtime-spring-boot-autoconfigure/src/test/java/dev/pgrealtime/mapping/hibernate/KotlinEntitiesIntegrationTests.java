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

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.hibernate.Hibernate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests data classes that Kotlin's own compiler has made.
 */
class KotlinEntitiesIntegrationTests {

	private static final UUID ANN = UUID.fromString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");

	private static final UUID BOB = UUID.fromString("b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");

	private final MappingFixture fixture = new MappingFixture(Contact.class, PostalAddress.class);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void dataClassEqualsWhatJpaFinds() {
		Contact ann = new Contact(ANN, "Ann", "1", new PostalAddress("Main Street", "1234", 2), null);
		Contact bob = new Contact(BOB, "Bob", "2", null, ann);
		this.fixture.persist(ann, bob);
		List<RealtimeEvent<?>> events = this.fixture.events();
		assertThat(events).hasSize(2);
		for (RealtimeEvent<?> event : events) {
			assertThat(event.newImage().unknownAttributes()).isEmpty();
			Contact found = this.fixture.inSession((session) -> session.find(Contact.class, event.id()));
			assertThat(event.newEntity()).usingRecursiveComparison().ignoringFields("referrer").isEqualTo(found);
		}
		Contact hydrated = (Contact) events.get(1).newEntity();
		assertThat(hydrated.getTags()).containsExactly("new");
		assertThat(hydrated.getVisits()).isEqualTo(1);
		assertThat(Hibernate.isInitialized(hydrated.getReferrer())).isFalse();
		assertThat(hydrated.getReferrer().getId()).isEqualTo(ANN);
		assertThat(((Contact) events.get(0).newEntity()).getReferrer()).isNull();
	}

	@Test
	void nullIsNotReplacedByADefault() {
		this.fixture.execute(("INSERT INTO contact (id, name, phone, visits, active, since, tags) "
				+ "VALUES ('%s', 'Ann', '1', 7, false, '2026-01-01Z', '{}')")
			.formatted(ANN));
		RealtimeEvent<?> event = this.fixture.events().get(0);
		Contact contact = (Contact) event.newEntity();
		assertThat(contact.getEmail()).isNull();
		assertThat(contact.getPoints()).isNull();
		assertThat(contact.getAddress()).isNull();
		assertThat(contact.getTags()).isEmpty();
		assertThat(contact.getActive()).isFalse();
		assertThat(contact.getSince()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
		assertThat(contact.component1()).isEqualTo(ANN);
		assertThat(event.newImage().unknownAttributes()).isEmpty();
	}

	@Test
	void whatIsUnknownIsListedAndHasNoDefaultEither() {
		this.fixture.execute("ALTER TABLE contact ALTER email TYPE text, ALTER email SET STORAGE EXTERNAL",
				("INSERT INTO contact (id, name, phone, visits, active, since, tags, email) "
						+ "VALUES ('%s', 'Ann', '1', 7, true, now(), '{}', repeat('x', 9000))")
					.formatted(ANN),
				"UPDATE contact SET visits = 8", "DELETE FROM contact");
		List<RealtimeEvent<?>> events = this.fixture.events();
		EntityUpdated<?> updated = (EntityUpdated<?>) events.get(1);
		assertThat(updated.newImage().unknownAttributes()).containsExactly("email");
		assertThat(((Contact) updated.newEntity()).getVisits()).isEqualTo(8);
		Contact deleted = (Contact) events.get(2).oldEntity();
		assertThat(deleted.getId()).isEqualTo(ANN);
		assertThat(deleted.getName()).isNull();
		assertThat(deleted.getVisits()).isZero();
		assertThat(events.get(2).oldImage().unknownAttributes()).containsExactlyInAnyOrder("name", "phone", "email",
				"visits", "points", "active", "since", "tags", "address", "referrer");
	}

}
