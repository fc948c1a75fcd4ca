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

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import org.hibernate.Hibernate;
import org.hibernate.annotations.Any;
import org.hibernate.annotations.AnyDiscriminatorValue;
import org.hibernate.annotations.AnyKeyJavaClass;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests property access, records as embeddables, quoted names in another schema, and
 * associations whose target class a column tells.
 */
class AccessIntegrationTests {

	private static MappingFixture fixture;

	@BeforeAll
	static void start() {
		fixture = new MappingFixture(Person.class, Remark.class, Picture.class);
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
	void propertyAccessAndRecordsEqualWhatJpaFinds() {
		Person person = new Person();
		person.setId(1L);
		person.setName("Ann");
		person.setHome(new Home("Main Street", null));
		fixture.persist(person);
		RealtimeEvent<?> event = fixture.events().get(0);
		Person found = fixture.inSession((session) -> session.find(Person.class, 1L));
		assertThat(event.newEntity()).usingRecursiveComparison().isEqualTo(found);
		assertThat(((Person) event.newEntity()).getHome()).isEqualTo(new Home("Main Street", null));
		assertThat(((Person) event.newEntity()).calls).isEqualTo(found.calls);
		assertThat(event.newImage().unknownAttributes()).isEmpty();
	}

	@Test
	void anyAssociationIsAReference() {
		fixture.execute(
				"INSERT INTO remark (id, target_type, target_id) VALUES (1, 'P', 7), (2, 'I', 8), (3, NULL, NULL)");
		List<RealtimeEvent<?>> events = fixture.events();
		assertThat(events).allSatisfy((event) -> assertThat(event.newImage().unknownAttributes()).isEmpty());
		Object person = ((Remark) events.get(0).newEntity()).target;
		assertThat(person).isInstanceOf(Person.class);
		assertThat(Hibernate.isInitialized(person)).isFalse();
		assertThat(fixture.factory().getPersistenceUnitUtil().getIdentifier(person)).isEqualTo(7L);
		assertThat(((Remark) events.get(1).newEntity()).target).isInstanceOf(Picture.class);
		assertThat(((Remark) events.get(2).newEntity()).target).isNull();
	}

	@Entity(name = "Person")
	@Table(schema = "crm", name = "\"The People\"")
	@RealtimeEntity
	@Access(AccessType.PROPERTY)
	static class Person {

		private Long key;

		private String text;

		private Home place;

		int calls;

		@Id
		Long getId() {
			return this.key;
		}

		void setId(Long id) {
			this.key = id;
		}

		@Column(name = "\"Full Name\"")
		String getName() {
			return this.text;
		}

		void setName(String name) {
			this.calls++;
			this.text = name;
		}

		Home getHome() {
			return this.place;
		}

		void setHome(Home home) {
			this.place = home;
		}

	}

	@Embeddable
	record Home(String street, Integer number) {

	}

	@Entity(name = "Remark")
	@RealtimeEntity
	static class Remark {

		@Id
		Long id;

		@Any
		@AnyDiscriminatorValue(discriminator = "P", entity = Person.class)
		@AnyDiscriminatorValue(discriminator = "I", entity = Picture.class)
		@AnyKeyJavaClass(Long.class)
		@Column(name = "target_type")
		@JoinColumn(name = "target_id")
		Object target;

	}

	@Entity(name = "Picture")
	static class Picture {

		@Id
		Long id;

	}

}
