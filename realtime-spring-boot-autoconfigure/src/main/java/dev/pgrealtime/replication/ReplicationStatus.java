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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.Lsn;

/**
 * How the stream is doing, at one moment.
 *
 * @param state what it is busy with
 * @param problem what is wrong, or {@code null} if nothing is
 * @param action what to do about the problem, or {@code null} if there is none
 * @param received the end of the server's WAL as last heard of, or {@link Lsn#INVALID}
 * @param confirmed the position before which everything is done, or {@link Lsn#INVALID}
 * @param silence how long the server has not been heard of; zero when not streaming
 * @param lag how long after its commit the last transaction was done, or for how long the
 * last heart-beat has been waiting for that; zero before the first, and while nothing
 * waits
 * @param warning what may become a problem, or {@code null} if nothing is known to
 * @param roundTrip how the last heart-beat came back, or {@code null} if none has
 */
public record ReplicationStatus(State state, @Nullable String problem, @Nullable String action, Lsn received,
		Lsn confirmed, Duration silence, Duration lag, @Nullable String warning, @Nullable RoundTrip roundTrip) {

	/**
	 * Create a status without a warning or a heart-beat.
	 * @param state what the stream is busy with
	 * @param problem what is wrong, or {@code null} if nothing is
	 * @param action what to do about the problem, or {@code null} if there is none
	 * @param received the end of the server's WAL as last heard of
	 * @param confirmed the position before which everything is done
	 * @param silence how long the server has not been heard of
	 * @param lag how long after its commit the last transaction was done
	 */
	public ReplicationStatus(State state, @Nullable String problem, @Nullable String action, Lsn received,
			Lsn confirmed, Duration silence, Duration lag) {
		this(state, problem, action, received, confirmed, silence, lag, null, null);
	}

	/**
	 * Return how much of the server's WAL is not done yet.
	 * @return a number of bytes, zero if nothing is known
	 */
	public long lagBytes() {
		return (this.confirmed.equals(Lsn.INVALID) || !this.received.isAfter(this.confirmed)) ? 0
				: this.received.minus(this.confirmed);
	}

	/**
	 * What the stream is busy with.
	 */
	public enum State {

		/**
		 * It was not started, or was stopped.
		 */
		STOPPED,

		/**
		 * There is no registered entity, and so nothing to stream.
		 */
		IDLE,

		/**
		 * It is on its way to the server, or back to it.
		 */
		CONNECTING,

		/**
		 * Another instance holds the slot.
		 */
		STANDBY,

		/**
		 * Changes arrive as they are committed.
		 */
		STREAMING

	}

}
