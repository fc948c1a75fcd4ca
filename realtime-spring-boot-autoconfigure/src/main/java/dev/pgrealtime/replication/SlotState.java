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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How the server sees our slot.
 *
 * @param exists whether there is a slot of that name
 * @param active whether somebody streams from it
 * @param walStatus whether its WAL is still there, such as {@code reserved} or
 * {@code lost}, or {@code null} if unknown
 * @param restartLsn the position from which the server keeps WAL for it, or {@code null}
 * @param confirmedFlushLsn the position that was confirmed, or {@code null}
 * @param retainedBytes how many bytes of WAL the server keeps for it
 * @param holder who streams from it, or {@code null} if nobody does
 */
public record SlotState(boolean exists, boolean active, @Nullable String walStatus, @Nullable String restartLsn,
		@Nullable String confirmedFlushLsn, long retainedBytes, @Nullable Holder holder) {

	static final SlotState ABSENT = new SlotState(false, false, null, null, null, 0, null);

	/**
	 * Whoever streams from the slot. The server tells its role only, or one that may read
	 * all statistics, more than the process.
	 *
	 * @param process the process of the server that sends
	 * @param applicationName the name that the connection was given, or {@code null}
	 * @param clientAddress the address and port of the client, or {@code null} if unknown
	 * or on the same host without a network
	 * @param since when the connection was opened, or {@code null}
	 */
	public record Holder(int process, @Nullable String applicationName, @Nullable String clientAddress,
			@Nullable Instant since) {

	}

}
