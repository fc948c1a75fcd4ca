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

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.mapping.hibernate.Fleet.Boat;
import dev.pgrealtime.mapping.hibernate.Fleet.Car;
import dev.pgrealtime.mapping.hibernate.Fleet.SportsCar;
import dev.pgrealtime.mapping.hibernate.Fleet.Vehicle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests an entity with several tables one of which is partitioned.
 */
class PartitionedSplitEntityIntegrationTests {

	private final MappingFixture fixture = new MappingFixture(Vehicle.class, Car.class, SportsCar.class, Boat.class);

	@BeforeEach
	void partition() {
		this.fixture.execute("DROP TABLE boat",
				"CREATE TABLE boat (boat_id bigint PRIMARY KEY, length int, harbour text) PARTITION BY RANGE (boat_id)",
				"CREATE TABLE boat_1 PARTITION OF boat FOR VALUES FROM (1) TO (100)",
				"ALTER TABLE vehicle REPLICA IDENTITY FULL", "ALTER TABLE boat REPLICA IDENTITY FULL",
				"ALTER TABLE boat_1 REPLICA IDENTITY FULL",
				"ALTER PUBLICATION changes SET (publish_via_partition_root = true)");
		this.fixture.messages();
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void oldRowOfAPartitionThatWasAttachedLaterIsNotTakenForNull() {
		this.fixture.execute("CREATE TABLE boat_2 PARTITION OF boat FOR VALUES FROM (100) TO (200)",
				"BEGIN; INSERT INTO vehicle (id, name) VALUES (1, 'a'), (100, 'b'); "
						+ "INSERT INTO boat (boat_id, length, harbour) VALUES (1, 10, 'x'), (100, 20, 'y'); COMMIT",
				"BEGIN; DELETE FROM boat WHERE boat_id = 1; DELETE FROM vehicle WHERE id = 1; COMMIT",
				"BEGIN; DELETE FROM boat WHERE boat_id = 100; DELETE FROM vehicle WHERE id = 100; COMMIT");
		List<RealtimeEvent<?>> events = this.fixture.events();
		assertThat(events).extracting(RealtimeEvent::model).containsExactly("Boat", "Boat", "Boat", "Boat");
		assertThat(events.subList(0, 2)).allMatch(EntityInserted.class::isInstance)
			.allSatisfy((event) -> assertThat(event.newImage().unknownAttributes()).isEmpty());
		assertThat(events.get(2).oldImage().unknownAttributes()).isEmpty();
		EntityDeleted<?> deleted = (EntityDeleted<?>) events.get(3);
		assertThat(deleted.id()).isEqualTo(100L);
		assertThat(((Boat) deleted.oldEntity()).name).isEqualTo("b");
		assertThat(deleted.oldImage().unknownAttributes()).isEqualTo(Set.of("length", "harbour"));
	}

}
