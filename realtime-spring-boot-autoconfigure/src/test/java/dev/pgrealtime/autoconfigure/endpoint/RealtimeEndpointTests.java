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

package dev.pgrealtime.autoconfigure.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.ReplicaIdentity;
import dev.pgrealtime.autoconfigure.Parcel;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.mapping.TableName;
import dev.pgrealtime.replication.Backoff;
import dev.pgrealtime.replication.LostSlotPolicy;
import dev.pgrealtime.replication.Provisioning;
import dev.pgrealtime.replication.ReplicationSettings;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.replication.ReplicationStatus.State;
import dev.pgrealtime.replication.ReplicationWorker;
import dev.pgrealtime.replication.RetentionPolicy;
import dev.pgrealtime.replication.RoundTrip;
import dev.pgrealtime.replication.SlotInspector;
import dev.pgrealtime.replication.SlotState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeEndpoint}.
 */
class RealtimeEndpointTests {

	private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1));

	@Test
	void describesStreamSlotAndEntities() {
		ReplicationWorker worker = mock(ReplicationWorker.class);
		given(worker.settings()).willReturn(new ReplicationSettings(
				new ReplicationSettings.Slot("a_slot", false, false, LostSlotPolicy.FAIL), "a_publication",
				Provisioning.CREATE, List.of(), 1, BACKOFF, BACKOFF, Duration.ofSeconds(60), Duration.ofSeconds(4),
				Duration.ofSeconds(10),
				new ReplicationSettings.Guard(Duration.ofSeconds(10), 0, RetentionPolicy.ALERT, Duration.ZERO)));
		given(worker.status()).willReturn(new ReplicationStatus(State.CONNECTING, "No server", "Start it.", new Lsn(32),
				new Lsn(16), Duration.ZERO, Duration.ofMillis(1500), "It may be full soon",
				new RoundTrip(Duration.ofMillis(3), Instant.EPOCH)));
		SlotInspector inspector = mock(SlotInspector.class);
		SlotState slot = new SlotState(true, false, "reserved", "0/8", "0/10", 24, null);
		given(inspector.inspect()).willReturn(slot);
		EntityCatalog catalog = mock(EntityCatalog.class);
		given(catalog.entities())
			.willReturn(List.of(new RegisteredEntity(new EntityModel<>("Parcel", Parcel.class, "parcels", Set.of("id")),
					ReplicaIdentity.FULL, List.of(new TableName("post", "parcel"), new TableName(null, "box")))));
		assertThat(new RealtimeEndpoint(worker, inspector, catalog, null).realtime())
			.isEqualTo(new RealtimeEndpoint.RealtimeDescriptor(
					new RealtimeEndpoint.StreamDescriptor("CONNECTING", "No server", "Start it.", "0/20", "0/10", 16,
							1500, "It may be full soon", new RealtimeEndpoint.HeartbeatDescriptor(3, Instant.EPOCH)),
					"a_slot", "a_publication", slot, List.of(new RealtimeEndpoint.EntityDescriptor("Parcel",
							Parcel.class.getName(), "parcels", List.of("post.parcel", "box"), ReplicaIdentity.FULL)),
					null));
	}

}
