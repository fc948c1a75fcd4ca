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

/**
 * Published after the last event of a transaction that changed a table of a registered
 * entity. Like every event it arrives at least once; the commit LSN identifies it.
 *
 * @param transactionId the 32-bit transaction id, unsigned
 * @param commitLsn the LSN of the commit record, that of the positions of its events
 * @param endLsn the LSN of the end of the transaction, which is confirmed to the server
 * once the listeners of this event have returned
 * @param commitTimestamp when the transaction committed, by the clock of the server
 * @param eventCount the number of events that were published before this one
 */
public record TransactionCommitted(long transactionId, Lsn commitLsn, Lsn endLsn, Instant commitTimestamp,
		long eventCount) {

}
