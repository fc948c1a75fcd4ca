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

package dev.pgrealtime;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * How far a backfill has come.
 *
 * @param id identifies the backfill
 * @param model the JPA entity name
 * @param state whether it goes on
 * @param rows how many rows have been delivered
 * @param startedAt when it was started, by the clock of the server
 * @param updatedAt when it last went on, by the clock of the server
 * @param problem why it failed, or {@code null}
 */
public record BackfillProgress(UUID id, String model, State state, long rows, Instant startedAt, Instant updatedAt,
		@Nullable String problem) {

	/**
	 * Whether a backfill goes on.
	 */
	public enum State {

		/**
		 * Rows are delivered, or will be once the stream runs.
		 */
		RUNNING,

		/**
		 * All rows have been delivered.
		 */
		COMPLETED,

		/**
		 * It was cancelled.
		 */
		CANCELLED,

		/**
		 * A row could not be decoded, or the table has lost its key. What to do is for a
		 * person to say; then it can be started again.
		 */
		FAILED

	}

}
