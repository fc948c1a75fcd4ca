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
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToOne;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests associations that the row does not tell, or not by the identifier.
 */
class AssociationsIntegrationTests {

	private final MappingFixture fixture = new MappingFixture(Country.class, Capital.class);

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void otherSideOfAOneToOneIsUnknown() {
		this.fixture.execute("INSERT INTO country (id, code) VALUES (1, 'AT')",
				"INSERT INTO capital (id, country_id) VALUES (2, 1)");
		List<RealtimeEvent<?>> events = this.fixture.events();
		assertThat(events.get(0).newImage().unknownAttributes()).containsExactly("capital");
		assertThat(((Country) events.get(0).newEntity()).capital).isNull();
		Country country = ((Capital) events.get(1).newEntity()).country;
		assertThat(this.fixture.factory().getPersistenceUnitUtil().getIdentifier(country)).isEqualTo(1L);
	}

	@Test
	void associationByAnotherColumnThanTheIdentifierIsUnknown() {
		this.fixture.execute("ALTER TABLE capital REPLICA IDENTITY FULL",
				"INSERT INTO country (id, code) VALUES (1, 'AT'), (2, 'HU')",
				"INSERT INTO capital (id, founder_code) VALUES (2, 'AT')", "UPDATE capital SET country_id = 1",
				"UPDATE capital SET founder_code = 'HU'");
		List<RealtimeEvent<?>> events = this.fixture.events();
		assertThat(events.subList(2, 5)).allSatisfy((event) -> {
			assertThat(event.newImage().unknownAttributes()).isEqualTo(Set.of("founder"));
			assertThat(((Capital) event.newEntity()).founder).isNull();
		});
		assertThat(((EntityUpdated<?>) events.get(3)).changedAttributes()).containsExactly("country");
		assertThat(((EntityUpdated<?>) events.get(4)).changedAttributes()).containsExactly("founder");
	}

	@Entity(name = "Country")
	@RealtimeEntity
	static class Country {

		@Id
		Long id;

		@Column(unique = true)
		String code;

		@OneToOne(mappedBy = "country")
		Capital capital;

	}

	@Entity(name = "Capital")
	@RealtimeEntity
	static class Capital {

		@Id
		Long id;

		@OneToOne(fetch = FetchType.LAZY)
		Country country;

		@ManyToOne(fetch = FetchType.LAZY)
		@JoinColumn(name = "founder_code", referencedColumnName = "code")
		Country founder;

	}

}
