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

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.replication.ReplicationWorker;
import dev.pgrealtime.replication.RoundTrip;
import dev.pgrealtime.replication.SlotInspector;
import dev.pgrealtime.replication.SlotState;

/**
 * How far the stream is behind, and what that costs the server.
 */
class RealtimeMetrics implements MeterBinder {

	private final ReplicationWorker worker;

	private final SlotInspector inspector;

	RealtimeMetrics(ReplicationWorker worker, SlotInspector inspector) {
		this.worker = worker;
		this.inspector = inspector;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("realtime.lag.bytes", this.worker, (worker) -> worker.status().lagBytes())
			.description("WAL that the server has and the listeners have not handled")
			.baseUnit(BaseUnits.BYTES)
			.register(registry);
		TimeGauge
			.builder("realtime.lag.time", this.worker, TimeUnit.NANOSECONDS,
					(worker) -> worker.status().lag().toNanos())
			.description("Age of the last transaction when its listeners had returned, zero when nothing waits")
			.register(registry);
		TimeGauge.builder("realtime.heartbeat.roundtrip", this.worker, TimeUnit.NANOSECONDS, RealtimeMetrics::roundTrip)
			.description("Time that the last heart-beat took to come back with the stream")
			.register(registry);
		Gauge.builder("realtime.slot.retained", this.inspector, RealtimeMetrics::retained)
			.description("WAL that the server keeps for the replication slot")
			.baseUnit(BaseUnits.BYTES)
			.register(registry);
		Gauge.builder("realtime.streaming", this.worker, (worker) -> streaming(worker) ? 1 : 0)
			.description("Whether changes arrive as they are committed")
			.register(registry);
	}

	private static double roundTrip(ReplicationWorker worker) {
		RoundTrip roundTrip = worker.status().roundTrip();
		return (roundTrip != null) ? roundTrip.time().toNanos() : Double.NaN;
	}

	private static boolean streaming(ReplicationWorker worker) {
		return worker.status().state() == ReplicationStatus.State.STREAMING;
	}

	private static double retained(SlotInspector inspector) {
		SlotState state = inspector.inspect();
		return (state != null) ? state.retainedBytes() : Double.NaN;
	}

}
