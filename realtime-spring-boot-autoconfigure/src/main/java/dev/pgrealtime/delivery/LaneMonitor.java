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

package dev.pgrealtime.delivery;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how a listener is doing, and says so in the log once for every change.
 * Guarded by the lock of the lane.
 */
final class LaneMonitor {

	private static final Log logger = LogFactory.getLog(LaneMonitor.class);

	private final String listenerId;

	private ListenerStatus.State state = ListenerStatus.State.RUNNING;

	private @Nullable String problem;

	LaneMonitor(String listenerId) {
		this.listenerId = listenerId;
	}

	void failed(Handover handover, Verdict verdict) {
		if (this.state == ListenerStatus.State.RUNNING) {
			logger.error("[%s] %s could not be handled and is tried again in %s ms".formatted(this.listenerId,
					handover.describe(), verdict.delay().toMillis()), verdict.failure());
		}
		this.state = ListenerStatus.State.RETRYING;
		this.problem = "%s could not be handled: %s".formatted(handover.describe(), verdict.failure());
	}

	void stopped(Handover handover, Verdict verdict) {
		this.state = ListenerStatus.State.STOPPED;
		this.problem = "The listener has stopped at %s: %s".formatted(handover.describe(), verdict.failure());
	}

	/**
	 * Nothing is left that has failed.
	 */
	void recovered() {
		if (this.state == ListenerStatus.State.RETRYING) {
			logger.info("[%s] The listener goes on".formatted(this.listenerId));
			restarted();
		}
	}

	void restarted() {
		this.state = ListenerStatus.State.RUNNING;
		this.problem = null;
	}

	boolean isStopped() {
		return this.state == ListenerStatus.State.STOPPED;
	}

	ListenerStatus status(int inFlight) {
		return new ListenerStatus(this.listenerId, this.state, inFlight, this.problem);
	}

}
