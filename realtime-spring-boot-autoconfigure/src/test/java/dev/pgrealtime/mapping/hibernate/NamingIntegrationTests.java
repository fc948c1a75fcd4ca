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

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import org.hibernate.boot.model.naming.ImplicitNamingStrategyComponentPathImpl;
import org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl;
import org.hibernate.cfg.MappingSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.TableName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that tables and columns are found whatever names them, and in whichever schema.
 */
class NamingIntegrationTests {

	@ParameterizedTest
	@EnumSource
	void entitiesEqualWhatJpaFinds(Naming naming) {
		Part part = new Part();
		part.partId = 1L;
		part.partName = "Bolt";
		part.producer = new Producer("ACME", "AT");
		part.supplier = new Producer("Sub", null);
		OtherPart other = new OtherPart();
		other.partId = 2L;
		other.partName = "Nut";
		other.original = part;
		try (MappingFixture fixture = new MappingFixture(naming.settings, Part.class, OtherPart.class)) {
			fixture.persist(part, other);
			List<RealtimeEvent<?>> events = fixture.events();
			assertThat(events).extracting(RealtimeEvent::model).containsExactly("Part", "OtherPart");
			assertThat(events).allSatisfy((event) -> assertThat(event.newImage().unknownAttributes()).isEmpty());
			Part found = fixture.inSession((session) -> session.find(Part.class, 1L));
			assertThat(events.get(0).newEntity()).usingRecursiveComparison().isEqualTo(found);
			OtherPart reference = (OtherPart) events.get(1).newEntity();
			assertThat(reference.partName).isEqualTo("Nut");
			assertThat(fixture.factory().getPersistenceUnitUtil().getIdentifier(reference.original)).isEqualTo(1L);
			assertThat(fixture.catalog().entities()).flatExtracting((entity) -> entity.tables())
				.extracting(TableName::toString)
				.containsExactlyInAnyOrder(naming.tables);
		}
	}

	enum Naming {

		AS_WRITTEN(Map.of(MappingSettings.PHYSICAL_NAMING_STRATEGY, PhysicalNamingStrategyStandardImpl.class.getName(),
				MappingSettings.IMPLICIT_NAMING_STRATEGY, ImplicitNamingStrategyComponentPathImpl.class.getName()),
				"partof", "crm.partof"),

		QUOTED(Map.of(MappingSettings.PHYSICAL_NAMING_STRATEGY, PhysicalNamingStrategyStandardImpl.class.getName(),
				MappingSettings.GLOBALLY_QUOTED_IDENTIFIERS, true), "PartOf", "crm.PartOf"),

		SNAKE_CASE(Map.of(), "part_of", "crm.part_of"),

		DEFAULT_SCHEMA(Map.of(MappingSettings.DEFAULT_SCHEMA, "public"), "public.part_of", "crm.part_of");

		private final Map<String, Object> settings;

		private final String[] tables;

		Naming(Map<String, Object> settings, String... tables) {
			this.settings = settings;
			this.tables = Arrays.copyOf(tables, tables.length);
		}

	}

	@Entity(name = "Part")
	@Table(name = "PartOf")
	@RealtimeEntity
	static class Part {

		@Id
		Long partId;

		@Column(name = "thePartName")
		String partName;

		@Embedded
		Producer producer;

		@Embedded
		@AttributeOverride(name = "fullName", column = @Column(name = "\"Supplier\""))
		@AttributeOverride(name = "countryCode", column = @Column(name = "SUPPLIER_COUNTRY"))
		Producer supplier;

	}

	@Entity(name = "OtherPart")
	@Table(name = "PartOf", schema = "crm")
	@RealtimeEntity(channel = "other")
	static class OtherPart {

		@Id
		Long partId;

		String partName;

		@ManyToOne(fetch = FetchType.LAZY)
		Part original;

	}

	@Embeddable
	record Producer(String fullName, String countryCode) {

	}

}
