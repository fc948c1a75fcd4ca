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

package dev.pgrealtime.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.ReplicaIdentity;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.mapping.TableName;
import dev.pgrealtime.replication.PublishedTable;
import dev.pgrealtime.replication.ReplicationSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ReplicationSettingsFactory}.
 */
class ReplicationSettingsFactoryTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			shop,                realtime_shop
			Shop Service/2.0,    realtime_shop_service_2_0
			--shop--,            realtime_shop
			CAFÉ-TITLE,          realtime_caf_title
			'',                  realtime
			'  ',                realtime
			日本,                 realtime
			,                    realtime
			""")
	void slotIsNamedAfterTheApplication(@Nullable String applicationName, String slotName) {
		assertThat(factory(Map.of(), applicationName).slotName()).isEqualTo(slotName);
	}

	@Test
	void derivedNameIsCutToWhatPostgresAllows() {
		assertThat(factory(Map.of(), "a".repeat(54)).slotName()).hasSize(63).endsWith("a");
		assertThat(factory(Map.of(), "a".repeat(55)).slotName()).hasSize(63);
		assertThat(factory(Map.of(), "a".repeat(53) + "-b").slotName()).hasSize(62).endsWith("a");
	}

	@Test
	void publicationHasTheNameOfTheSlot() {
		assertThat(settings(Map.of("realtime.slot.name", "a_slot")).publication()).isEqualTo("a_slot");
	}

	@Test
	void publicationHasItsOwnName() {
		assertThat(settings(Map.of("realtime.publication.name", "Änderungen")).publication()).isEqualTo("Änderungen");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Shop", "shop-1", "a slot", "caf\u00e9",
			"a123456789012345678901234567890123456789012345678901234567890123" })
	void nameThatPostgresRefusesForASlotIsRefused(String name) {
		assertRefused("realtime.slot.name", name, "lower-case letters, digits and underscores");
	}

	@Test
	void emptyNameOfAPublicationIsRefused() {
		assertRefused("realtime.publication.name", "", "1 to 63 bytes");
	}

	@Test
	void nameThatPostgresWouldCutIsRefusedForAPublication() {
		assertRefused("realtime.publication.name", "ü".repeat(32), "1 to 63 bytes");
	}

	@ParameterizedTest
	@CsvSource(
			textBlock = """
					realtime.listener.buffer-size,            0B,    positive
					realtime.listener.buffer-size,            -1KB,  positive
					realtime.retry.initial-interval,          0s,    positive
					realtime.retry.initial-interval,          -1s,   positive
					realtime.retry.max-interval,              100ms, 'realtime.retry.initial-interval'', which is PT0.2S'
					realtime.listener.retry-initial-interval, 0s,    positive
					realtime.listener.retry-max-interval,     100ms, 'realtime.listener.retry-initial-interval'', which is PT0.5S'
					realtime.connection.silence-timeout,      0s,    positive
					realtime.connection.silence-timeout,      30d,   at most one day
					realtime.listener.shutdown-timeout,       0s,    positive
					realtime.watchdog.interval,               0s,    positive
					realtime.heartbeat.interval,              -1s,   0 for none
					realtime.heartbeat.interval,              30d,   at most one day
					realtime.slot.max-retained,               0B,    positive
					realtime.slot.lease-duration,             999ms, at least one second
					realtime.slot.lease-duration,             2d,    at most one day
					""")
	void valueThatMakesNoSenseIsRefused(String property, String value, String reason) {
		assertRefused(property, value, reason);
	}

	@Test
	void tablesAreThoseOfTheEntities() {
		EntityCatalog catalog = mock(EntityCatalog.class);
		EntityModel<Object> model = new EntityModel<>("Animal", Object.class, "animals", Set.of());
		given(catalog.entities()).willReturn(List.of(
				new RegisteredEntity(model, ReplicaIdentity.FULL,
						List.of(new TableName("public", "cats"), new TableName("public", "dogs"))),
				new RegisteredEntity(model, ReplicaIdentity.DEFAULT, List.of(new TableName(null, "apes")))));
		ReplicationSettings settings = factory(Map.of(), null).create(catalog);
		assertThat(settings.tables()).containsExactly(
				new PublishedTable("public", "cats", ReplicaIdentity.FULL, Set.of()),
				new PublishedTable("public", "dogs", ReplicaIdentity.FULL, Set.of()),
				new PublishedTable(null, "apes", ReplicaIdentity.DEFAULT, Set.of()));
	}

	private static void assertRefused(String property, String value, String reason) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> settings(Map.of(property, value)))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo(property);
				assertThat(ex.getValue()).isNotNull();
				assertThat(ex.getReason()).contains(reason).endsWith(".");
			});
	}

	private static ReplicationSettings settings(Map<String, String> properties) {
		return factory(properties, "shop").create(mock(EntityCatalog.class));
	}

	private static ReplicationSettingsFactory factory(Map<String, String> properties,
			@Nullable String applicationName) {
		Binder binder = new Binder(new MapConfigurationPropertySource(new HashMap<>(properties)));
		return new ReplicationSettingsFactory(binder.bindOrCreate("realtime", RealtimeProperties.class),
				applicationName);
	}

}
