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

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.replication.ReplicationWorker;

/**
 * Reports {@code UP} only while the stream moves: the server answers, and no event waits
 * for a listener that throws. A standby is up, and says that it is one.
 */
class RealtimeHealthIndicator extends AbstractHealthIndicator {

	private final ReplicationWorker worker;

	RealtimeHealthIndicator(ReplicationWorker worker) {
		super("The state of the stream of changes could not be told");
		this.worker = worker;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ReplicationStatus status = this.worker.status();
		builder.status(health(status))
			.withDetail("state", status.state())
			.withDetail("slot", this.worker.settings().slot().name())
			.withDetail("publication", this.worker.settings().publication())
			.withDetail("confirmed", status.confirmed().toString())
			.withDetail("lagBytes", status.lagBytes());
		if (status.problem() != null) {
			builder.withDetail("problem", status.problem());
		}
		if (status.action() != null) {
			builder.withDetail("action", status.action());
		}
	}

	private Status health(ReplicationStatus status) {
		return switch (status.state()) {
			case STREAMING -> moves(status) ? Status.UP : Status.DOWN;
			case STANDBY -> Status.UP;
			case IDLE -> Status.UNKNOWN;
			case STOPPED -> Status.OUT_OF_SERVICE;
			case CONNECTING -> Status.DOWN;
		};
	}

	private boolean moves(ReplicationStatus status) {
		return status.problem() == null
				&& status.silence().compareTo(this.worker.settings().silenceTimeout().dividedBy(2)) <= 0;
	}

}
