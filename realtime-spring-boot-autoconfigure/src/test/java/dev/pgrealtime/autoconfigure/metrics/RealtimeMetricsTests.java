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

package dev.pgrealtime.autoconfigure.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.replication.ReplicationStatus.State;
import dev.pgrealtime.replication.ReplicationWorker;
import dev.pgrealtime.replication.RoundTrip;
import dev.pgrealtime.replication.SlotInspector;
import dev.pgrealtime.replication.SlotState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeMetrics}.
 */
class RealtimeMetricsTests {

	private final ReplicationWorker worker = mock(ReplicationWorker.class);

	private final SlotInspector inspector = mock(SlotInspector.class);

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final RealtimeMetrics metrics = new RealtimeMetrics(this.worker, this.inspector);

	@BeforeEach
	void bind() {
		status(State.STREAMING);
		this.metrics.bindTo(this.registry);
	}

	@Test
	void lag() {
		assertThat(this.registry.get("realtime.lag.bytes").gauge().value()).isEqualTo(16);
		assertThat(this.registry.get("realtime.lag.time").timeGauge().value(TimeUnit.MILLISECONDS)).isEqualTo(1500);
	}

	@Test
	void roundTripOfTheHeartbeat() {
		TimeGauge gauge = this.registry.get("realtime.heartbeat.roundtrip").timeGauge();
		assertThat(gauge.value(TimeUnit.MILLISECONDS)).isNaN();
		given(this.worker.status()).willReturn(new ReplicationStatus(State.STREAMING, null, null, new Lsn(32),
				new Lsn(16), Duration.ZERO, Duration.ZERO, null, new RoundTrip(Duration.ofMillis(3), Instant.EPOCH)));
		assertThat(gauge.value(TimeUnit.MILLISECONDS)).isEqualTo(3);
	}

	@Test
	void streaming() {
		assertThat(this.registry.get("realtime.streaming").gauge().value()).isOne();
		status(State.STANDBY);
		assertThat(this.registry.get("realtime.streaming").gauge().value()).isZero();
	}

	@Test
	void retainedWal() {
		given(this.inspector.inspect()).willReturn(new SlotState(true, true, "reserved", "0/10", "0/20", 4711, null));
		assertThat(this.registry.get("realtime.slot.retained").gauge().value()).isEqualTo(4711);
	}

	@Test
	void retainedWalIsUnknownWhileTheServerDoesNotAnswer() {
		given(this.inspector.inspect()).willReturn(null);
		assertThat(this.registry.get("realtime.slot.retained").gauge().value()).isNaN();
	}

	@Test
	void everyMeterIsDescribed() {
		assertThat(this.registry.getMeters()).hasSize(5)
			.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
		assertThat(this.registry.get("realtime.lag.bytes").meter().getId().getBaseUnit()).isEqualTo("bytes");
		assertThat(this.registry.get("realtime.slot.retained").meter().getId().getBaseUnit()).isEqualTo("bytes");
	}

	private void status(State state) {
		given(this.worker.status()).willReturn(new ReplicationStatus(state, null, null, new Lsn(32), new Lsn(16),
				Duration.ZERO, Duration.ofMillis(1500)));
	}

}
