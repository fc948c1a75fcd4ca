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

package dev.pgrealtime.hub;

import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Decides what channels keep for those who come back. Safe for use by several threads.
 */
final class Histories {

	private final HistoryLimits limits;

	private final LongSupplier nanoTime;

	private volatile @Nullable Recording recording;

	/**
	 * Create an instance that keeps nothing.
	 * @param limits how much is to be kept of each channel
	 * @param nanoTime the monotonic clock that tells the age of what is kept
	 */
	Histories(HistoryLimits limits, LongSupplier nanoTime) {
		this.limits = limits;
		this.nanoTime = nanoTime;
	}

	/**
	 * Keep something of some channels from now on.
	 * @param channels accepts the names of channels
	 * @param encoder encodes what is kept
	 */
	void keep(Predicate<String> channels, EventEncoder encoder) {
		this.recording = (this.limits.events() > 0) ? new Recording(channels, encoder) : null;
	}

	ChannelHistory newHistory() {
		return new ChannelHistory(this.limits, this.nanoTime);
	}

	/**
	 * Make of an event what is to be kept of it.
	 * @param event the event
	 * @return what to keep, or {@code null} for nothing
	 */
	@Nullable PastEvent past(EncodedEvent event) {
		Recording recording = this.recording;
		return (recording != null) ? recording.keep(event, this.nanoTime) : null;
	}

	/**
	 * Make of a message what is to be kept of it.
	 * @param message the message
	 * @return what to keep, or {@code null} for nothing
	 */
	@Nullable PastMessage past(HubEnvelope message) {
		Recording recording = this.recording;
		return (recording != null) ? recording.keep(message, this.nanoTime) : null;
	}

}
