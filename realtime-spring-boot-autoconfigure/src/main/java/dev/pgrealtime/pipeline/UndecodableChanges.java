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

package dev.pgrealtime.pipeline;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.pgrealtime.delivery.EventSource;
import dev.pgrealtime.delivery.FailedDelivery;
import dev.pgrealtime.delivery.Handover;
import dev.pgrealtime.delivery.ParkedEvents;
import dev.pgrealtime.mapping.EventDecodingException;
import dev.pgrealtime.mapping.FailureScope;
import dev.pgrealtime.mapping.MappingException;
import dev.pgrealtime.replication.ChangeWithheldException;

/**
 * Decides what becomes of changes that cannot be decoded. Belongs to the dispatcher
 * thread.
 */
public final class UndecodableChanges {

	private static final Log logger = LogFactory.getLog(UndecodableChanges.class);

	private static final String MEND = "Mend the mapping or its converter and restart the application: the changes "
			+ "arrive then. Until then the server keeps its WAL.";

	private final UndecodablePolicy policy;

	private final ParkedEvents parkedEvents;

	private final Clock clock;

	/** What is to be parked, until that has succeeded. */
	private @Nullable FailedDelivery toPark;

	/** What has to be held back of the message that is being handled. */
	private @Nullable ChangeWithheldException withheld;

	/**
	 * Create a policy.
	 * @param policy what happens to the changes
	 * @param parkedEvents where they are kept
	 * @param clock tells the time of a failure
	 */
	public UndecodableChanges(UndecodablePolicy policy, ParkedEvents parkedEvents, Clock clock) {
		this.policy = policy;
		this.parkedEvents = parkedEvents;
		this.clock = clock;
	}

	void connected() {
		this.parkedEvents.connected();
		this.toPark = null;
		this.withheld = null;
	}

	FailureScope scope() {
		return (this.policy == UndecodablePolicy.PARK) ? FailureScope.CHANGE : FailureScope.ENTITY;
	}

	/**
	 * Take a table whose changes cannot be decoded.
	 * @param failure why
	 */
	void undecodable(MappingException failure) {
		if (this.policy == UndecodablePolicy.PARK) {
			logger.error("The changes of a table cannot be decoded and will be parked: %s. %s"
				.formatted(failure.getMessage(), failure.action()));
		}
		else {
			this.withheld = withheld(failure, failure.action());
		}
	}

	/**
	 * Take a change that cannot be decoded.
	 * @param failure why
	 * @param source makes the source of the change, if it is needed
	 */
	void undecodable(EventDecodingException failure, Supplier<EventSource> source) {
		if (this.policy == UndecodablePolicy.PARK) {
			this.toPark = new FailedDelivery(ParkedEvents.UNDECODED,
					new Handover(List.of(), List.of(source.get()), Set.of(), 0, true), failure, 1,
					this.clock.instant());
			park();
		}
		else {
			this.withheld = withheld(failure, MEND);
		}
	}

	/**
	 * Park what was not parked yet, as the database was away.
	 */
	void park() {
		FailedDelivery failed = this.toPark;
		if (failed != null && failed.error() != null) {
			boolean parked = this.parkedEvents.park(failed);
			this.toPark = null;
			if (parked) {
				logger.error("A change cannot be decoded and is parked: " + failed.error().getMessage());
			}
			else {
				this.withheld = withheld(failed.error(), MEND);
			}
		}
	}

	/**
	 * Say what was held back since this was last called.
	 * @throws ChangeWithheldException if there is anything
	 */
	void throwWithheld() {
		ChangeWithheldException withheld = this.withheld;
		this.withheld = null;
		if (withheld != null) {
			throw withheld;
		}
	}

	private static ChangeWithheldException withheld(Throwable cause, String action) {
		return new ChangeWithheldException(
				"A change cannot be decoded. It and those of its entity after it are held back, and nothing is confirmed: "
						+ cause.getMessage(),
				action, cause);
	}

}
