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

package dev.pgrealtime.autoconfigure.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.delivery.EventDelivery;
import dev.pgrealtime.delivery.ListenerStatus;
import dev.pgrealtime.replication.Backoff;
import dev.pgrealtime.replication.LostSlotPolicy;
import dev.pgrealtime.replication.Provisioning;
import dev.pgrealtime.replication.ReplicationSettings;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.replication.ReplicationStatus.State;
import dev.pgrealtime.replication.ReplicationWorker;
import dev.pgrealtime.replication.RetentionPolicy;
import dev.pgrealtime.replication.RoundTrip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeHealthIndicator}.
 */
class RealtimeHealthIndicatorTests {

	private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1));

	private final ReplicationWorker worker = mock(ReplicationWorker.class);

	private final EventDelivery delivery = mock();

	private final RealtimeHealthIndicator indicator = new RealtimeHealthIndicator(this.worker, this.delivery);

	@BeforeEach
	void settings() {
		given(this.worker.settings()).willReturn(new ReplicationSettings(
				new ReplicationSettings.Slot("a_slot", false, false, LostSlotPolicy.FAIL), "a_publication",
				Provisioning.CREATE, List.of(), 1, BACKOFF, BACKOFF, Duration.ofSeconds(60), Duration.ofSeconds(4),
				Duration.ofSeconds(10),
				new ReplicationSettings.Guard(Duration.ofSeconds(10), 0, RetentionPolicy.ALERT, Duration.ZERO)));
	}

	@ParameterizedTest
	@CsvSource({ "STREAMING, UP", "STANDBY, UP", "IDLE, UNKNOWN", "CONNECTING, DOWN", "STOPPED, OUT_OF_SERVICE" })
	void everyState(State state, String status) {
		Health health = health(state, null, Duration.ZERO);
		assertThat(health.getStatus()).isEqualTo(new Status(status));
		assertThat(health.getDetails()).containsEntry("state", state)
			.containsEntry("slot", "a_slot")
			.containsEntry("publication", "a_publication")
			.containsEntry("confirmed", "0/10")
			.containsEntry("lagBytes", 16L)
			.doesNotContainKeys("problem", "action", "listeners");
	}

	@Test
	void downWhenAListenerFails() {
		Health health = health(State.STREAMING, "A change cannot be handled", Duration.ZERO);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("problem", "A change cannot be handled")
			.containsEntry("action", "Mend it.");
	}

	@Test
	void upWhileARealtimeListenerTriesAgain() {
		listeners(new ListenerStatus("mails", ListenerStatus.State.RETRYING, 3, "It failed"),
				new ListenerStatus("search", ListenerStatus.State.RUNNING, 0, null));
		Health health = health(State.STREAMING, null, Duration.ZERO);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("listeners", Map.of("mails", "RETRYING: It failed"));
	}

	@Test
	void downWhenARealtimeListenerHasStopped() {
		listeners(new ListenerStatus("mails", ListenerStatus.State.STOPPED, 0, "It failed"));
		Health health = health(State.STREAMING, null, Duration.ZERO);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("listeners", Map.of("mails", "STOPPED: It failed"));
	}

	private void listeners(ListenerStatus... listeners) {
		given(this.delivery.listeners()).willReturn(List.of(listeners));
	}

	@Test
	void saysHowTheHeartbeatCameBack() {
		given(this.worker.status())
			.willReturn(new ReplicationStatus(State.STREAMING, null, null, new Lsn(32), new Lsn(16), Duration.ZERO,
					Duration.ZERO, "It may be full soon", new RoundTrip(Duration.ofMillis(3), Instant.EPOCH)));
		Health health = this.indicator.health();
		assertThat(health).isNotNull();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("heartbeat", Map.of("roundTripMillis", 3L, "at", Instant.EPOCH))
			.containsEntry("warning", "It may be full soon");
	}

	@Test
	void downWhenTheServerIsSilent() {
		assertThat(health(State.STREAMING, null, Duration.ofSeconds(30)).getStatus()).isEqualTo(Status.UP);
		assertThat(health(State.STREAMING, null, Duration.ofSeconds(31)).getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void aStandbySaysWhoStreams() {
		Health health = health(State.STANDBY, "Replication slot 'a_slot' is in use", Duration.ZERO);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("problem", "Replication slot 'a_slot' is in use");
	}

	private Health health(State state, @Nullable String problem, Duration silence) {
		given(this.worker.status()).willReturn(new ReplicationStatus(state, problem,
				(problem != null) ? "Mend it." : null, new Lsn(32), new Lsn(16), silence, Duration.ZERO));
		Health health = this.indicator.health();
		assertThat(health).isNotNull();
		return health;
	}

}
