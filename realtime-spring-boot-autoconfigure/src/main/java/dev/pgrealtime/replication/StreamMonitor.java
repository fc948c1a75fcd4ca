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

package dev.pgrealtime.replication;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.replication.ReplicationStatus.State;

/**
 * Remembers how the stream is doing, and says so in the log once for every change.
 */
final class StreamMonitor {

	private static final Log logger = LogFactory.getLog(StreamMonitor.class);

	private final String name;

	private final LongSupplier nanoTime;

	private final Clock clock;

	private volatile State state = State.STOPPED;

	private volatile @Nullable ReplicationException problem;

	private volatile @Nullable ReplicationException waitingFor;

	private boolean announced;

	private volatile @Nullable Throwable deliveryFailure;

	private volatile @Nullable ChangeWithheldException withheld;

	private String announcedWithheld = "";

	private volatile @Nullable ReplicationException missing;

	private String announcedMissing = "";

	private volatile @Nullable ReplicationException expensive;

	private final Map<Warning, String> warnings = new ConcurrentSkipListMap<>();

	private boolean unwatched;

	private volatile Lsn received = Lsn.INVALID;

	private volatile Lsn confirmed = Lsn.INVALID;

	private volatile long heardAt;

	private volatile Duration lag = Duration.ZERO;

	private final Heartbeat heartbeat;

	private boolean still;

	private boolean heartless;

	StreamMonitor(String name, Duration heartbeat, LongSupplier nanoTime, Clock clock) {
		this.name = name;
		this.heartbeat = new Heartbeat(heartbeat, nanoTime, clock);
		this.nanoTime = nanoTime;
		this.clock = clock;
	}

	Heartbeat heartbeat() {
		return this.heartbeat;
	}

	void enter(State state) {
		this.state = state;
		this.problem = null;
		this.waitingFor = null;
		this.announced = false;
	}

	/**
	 * A stream was started. What was wrong before is not forgotten until the stream has
	 * {@link #stable() proved} itself.
	 * @param from the position that the slot has confirmed
	 */
	void streaming(Lsn from) {
		heard();
		this.waitingFor = null;
		this.state = State.STREAMING;
		if (!this.announced) {
			this.announced = true;
			logger.info("[%s] Streaming from %s".formatted(this.name, from));
		}
	}

	/**
	 * The stream waits for somebody else. Health says so; the log does not, as it seldom
	 * takes long.
	 * @param waitingFor for what, and what could shorten it
	 */
	void waiting(ReplicationException waitingFor) {
		this.waitingFor = waitingFor;
	}

	void stable() {
		this.problem = null;
	}

	boolean isStandby() {
		return this.state == State.STANDBY;
	}

	void failed(ReplicationException problem, State state) {
		ReplicationException known = this.problem;
		boolean standingBy = isStandby() && state == State.STANDBY;
		this.problem = problem;
		this.waitingFor = null;
		this.state = state;
		if (standingBy) {
			return;
		}
		if (state == State.STANDBY) {
			this.announced = false;
			logger.info("[%s] %s. %s".formatted(this.name, problem.getMessage(), problem.action()));
		}
		else if (known == null || !String.valueOf(known.getMessage()).equals(problem.getMessage())) {
			this.announced = false;
			logger.warn("[%s] %s. %s".formatted(this.name, problem.getMessage(), problem.action()));
			logger.debug("[%s]".formatted(this.name), problem);
		}
	}

	void heard() {
		this.heardAt = this.nanoTime.getAsLong();
	}

	/**
	 * More than a sign of life was heard, or the reader could not listen, as the queue is
	 * full.
	 */
	void progressed() {
		this.heartbeat.progressed(this.nanoTime.getAsLong());
	}

	/**
	 * Look whether the heart-beat has come back.
	 */
	void listened() {
		Duration overdue = this.heartbeat.overdue();
		if (overdue != null && !this.still) {
			ReplicationException problem = ReplicationErrors.standsStill(overdue);
			logger.warn("[%s] %s. %s".formatted(this.name, problem.getMessage(), problem.action()));
		}
		else if (overdue == null && this.still) {
			logger.info("[%s] The stream goes on".formatted(this.name));
		}
		this.still = overdue != null;
	}

	/**
	 * No heart-beat can be written.
	 * @param cause why
	 */
	void heartless(Exception cause) {
		if (!this.heartless) {
			this.heartless = true;
			logger.warn("[%s] No heart-beat can be written: %s".formatted(this.name, cause.getMessage()));
		}
	}

	long nanosSinceHeard() {
		return this.nanoTime.getAsLong() - this.heardAt;
	}

	void received(Lsn walEnd) {
		if (walEnd.isAfter(this.received)) {
			this.received = walEnd;
			progressed();
		}
	}

	void confirmed(Lsn confirmed) {
		this.confirmed = confirmed;
		if (!this.received.isAfter(confirmed)) {
			this.lag = Duration.ZERO;
		}
	}

	void delivered(Instant commitTimestamp) {
		Duration age = Duration.between(commitTimestamp, this.clock.instant());
		this.lag = age.isNegative() ? Duration.ZERO : age;
	}

	void deliveryFailed(Throwable failure, int attempts, Duration delay) {
		this.deliveryFailure = failure;
		if (attempts == 1) {
			logger.error("[%s] A change could not be handled and is tried again in %s ms".formatted(this.name,
					delay.toMillis()), failure);
		}
	}

	void deliveryRecovered(int attempts) {
		this.deliveryFailure = null;
		logger.info("[%s] The change was handled at attempt %d".formatted(this.name, attempts));
	}

	void deliveryAbandoned() {
		this.deliveryFailure = null;
	}

	/**
	 * A change is held back, and with it the confirmation of all that follows.
	 * @param withheld why; {@code null} once there is another connection
	 */
	void withheld(@Nullable ChangeWithheldException withheld) {
		this.withheld = withheld;
		String message = (withheld != null) ? String.valueOf(withheld.getMessage()) : this.announcedWithheld;
		if (!message.equals(this.announcedWithheld)) {
			this.announcedWithheld = message;
			logger.error("[%s] %s".formatted(this.name, message), withheld);
		}
	}

	/**
	 * A table of ours has gone, or is there again.
	 * @param missing what is missing, or {@code null} if nothing is
	 */
	void missing(@Nullable ReplicationException missing) {
		this.missing = missing;
		String message = (missing != null) ? String.valueOf(missing.getMessage()) : "";
		if (missing != null && !message.equals(this.announcedMissing)) {
			logger.warn("[%s] %s. %s".formatted(this.name, message, missing.action()));
		}
		this.announcedMissing = message;
	}

	/**
	 * The server keeps more WAL than it may, or does not any more.
	 * @param expensive how much, or {@code null} if it is not too much
	 */
	void expensive(@Nullable ReplicationException expensive) {
		ReplicationException before = this.expensive;
		this.expensive = expensive;
		if (before == null && expensive != null) {
			logger.error("[%s] %s. %s".formatted(this.name, expensive.getMessage(), expensive.action()));
		}
	}

	/**
	 * Something may become a problem, or will not any more.
	 * @param about what it is about
	 * @param warning what and when, or {@code null} if nothing will
	 */
	void warning(Warning about, @Nullable String warning) {
		if (warning == null) {
			this.warnings.remove(about);
		}
		else if (this.warnings.put(about, warning) == null) {
			logger.warn("[%s] %s".formatted(this.name, warning));
		}
	}

	private @Nullable String warnings() {
		String warnings = String.join(". ", this.warnings.values());
		return warnings.isEmpty() ? null : warnings;
	}

	/**
	 * The watchdog cannot look.
	 * @param cause why
	 */
	void unwatched(Exception cause) {
		if (!this.unwatched) {
			this.unwatched = true;
			logger.warn("[%s] Slot and publication cannot be looked at: %s".formatted(this.name, cause.getMessage()));
		}
	}

	void watched() {
		if (this.unwatched) {
			this.unwatched = false;
			logger.info("[%s] Slot and publication can be looked at again".formatted(this.name));
		}
	}

	ReplicationStatus status() {
		Problem problem = problem();
		Duration silence = (this.state == State.STREAMING) ? Duration.ofNanos(nanosSinceHeard()) : Duration.ZERO;
		return new ReplicationStatus(this.state, problem.message(), problem.action(), this.received, this.confirmed,
				silence, lag(), warnings(), this.heartbeat.last());
	}

	private Duration lag() {
		Duration waiting = this.heartbeat.waiting();
		return (waiting.compareTo(this.lag) > 0) ? waiting : this.lag;
	}

	private Problem problem() {
		ReplicationException waitingFor = this.waitingFor;
		ReplicationException problem = (waitingFor != null) ? waitingFor : this.problem;
		if (problem != null) {
			return new Problem(problem.getMessage(), problem.action());
		}
		Throwable failure = this.deliveryFailure;
		if (failure != null) {
			return new Problem(describe(failure), "Mend the listener or the mapping; the change is tried again.");
		}
		ChangeWithheldException withheld = this.withheld;
		if (withheld != null) {
			return new Problem(withheld.getMessage(), withheld.action());
		}
		Duration overdue = this.heartbeat.overdue();
		if (overdue != null) {
			ReplicationException still = ReplicationErrors.standsStill(overdue);
			return new Problem(still.getMessage(), still.action());
		}
		ReplicationException expensive = this.expensive;
		ReplicationException missing = (expensive != null) ? expensive : this.missing;
		return (missing != null) ? new Problem(missing.getMessage(), missing.action()) : new Problem(null, null);
	}

	private static String describe(Throwable failure) {
		return "A change cannot be handled: " + ((failure.getMessage() != null) ? failure.getMessage() : failure);
	}

	private record Problem(@Nullable String message, @Nullable String action) {

	}

}
