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

package dev.pgrealtime.backfill;

import java.time.Duration;

import dev.pgrealtime.replication.Backoff;

/**
 * How rows are read and delivered.
 *
 * @param slot the name of the replication slot that the backfills belong to
 * @param publication the name of the publication
 * @param createTable whether the table that backfills are noted down in may be created
 * @param chunkSize how many rows are read at a time
 * @param rowsPerSecond how many rows are delivered in a second at most, or 0 for as many
 * as possible
 * @param retry the delays between attempts after a failure
 * @param shutdownTimeout how long a stop waits for the rows that are being delivered
 */
public record BackfillSettings(String slot, String publication, boolean createTable, int chunkSize, int rowsPerSecond,
		Backoff retry, Duration shutdownTimeout) {

}
