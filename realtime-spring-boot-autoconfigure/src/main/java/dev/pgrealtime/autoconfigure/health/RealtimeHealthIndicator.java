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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import dev.pgrealtime.delivery.EventDelivery;
import dev.pgrealtime.delivery.ListenerStatus;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.replication.ReplicationWorker;
import dev.pgrealtime.replication.RoundTrip;

/**
 * Reports {@code UP} only while the stream moves: the server answers, the heart-beat
 * comes back, no event waits for an {@code @EventListener} that throws, and no
 * {@code @RealtimeListener} has stopped. One that tries again is told in the details. A
 * standby is up, and says that it is one.
 */
class RealtimeHealthIndicator extends AbstractHealthIndicator {

	private final ReplicationWorker worker;

	private final EventDelivery delivery;

	RealtimeHealthIndicator(ReplicationWorker worker, EventDelivery delivery) {
		super("The state of the stream of changes could not be told");
		this.worker = worker;
		this.delivery = delivery;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ReplicationStatus status = this.worker.status();
		List<ListenerStatus> listeners = this.delivery.listeners();
		builder.status(health(status, listeners))
			.withDetail("state", status.state())
			.withDetail("slot", this.worker.settings().slot().name())
			.withDetail("publication", this.worker.settings().publication())
			.withDetail("confirmed", status.confirmed().toString())
			.withDetail("lagBytes", status.lagBytes());
		RoundTrip roundTrip = status.roundTrip();
		if (roundTrip != null) {
			builder.withDetail("heartbeat",
					Map.of("roundTripMillis", roundTrip.time().toMillis(), "at", roundTrip.at()));
		}
		if (status.problem() != null) {
			builder.withDetail("problem", status.problem());
		}
		if (status.warning() != null) {
			builder.withDetail("warning", status.warning());
		}
		if (status.action() != null) {
			builder.withDetail("action", status.action());
		}
		Map<String, String> troubles = troubles(listeners);
		if (!troubles.isEmpty()) {
			builder.withDetail("listeners", troubles);
		}
	}

	private static Map<String, String> troubles(List<ListenerStatus> listeners) {
		Map<String, String> troubles = new LinkedHashMap<>();
		for (ListenerStatus listener : listeners) {
			if (listener.problem() != null) {
				troubles.put(listener.listenerId(), listener.state() + ": " + listener.problem());
			}
		}
		return troubles;
	}

	private Status health(ReplicationStatus status, List<ListenerStatus> listeners) {
		return switch (status.state()) {
			case STREAMING -> (moves(status) && !haveStopped(listeners)) ? Status.UP : Status.DOWN;
			case STANDBY -> Status.UP;
			case IDLE -> Status.UNKNOWN;
			case STOPPED -> Status.OUT_OF_SERVICE;
			case CONNECTING -> Status.DOWN;
		};
	}

	private static boolean haveStopped(List<ListenerStatus> listeners) {
		return listeners.stream().anyMatch((listener) -> listener.state() == ListenerStatus.State.STOPPED);
	}

	private boolean moves(ReplicationStatus status) {
		return status.problem() == null
				&& status.silence().compareTo(this.worker.settings().silenceTimeout().dividedBy(2)) <= 0;
	}

}
