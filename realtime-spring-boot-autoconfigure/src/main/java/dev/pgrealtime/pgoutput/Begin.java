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

package dev.pgrealtime.pgoutput;

import java.time.Instant;

import dev.pgrealtime.Lsn;

/**
 * The beginning of a committed transaction.
 *
 * @param commitLsn the LSN of the commit record, which the documentation calls the final
 * LSN of the transaction
 * @param commitTimestamp when the transaction committed
 * @param transactionId the 32-bit transaction id, unsigned
 */
public record Begin(Lsn commitLsn, Instant commitTimestamp, long transactionId) implements PgOutputMessage {

	static Begin decode(MessageReader in) {
		return new Begin(in.lsn(), in.timestamp(), in.unsignedInt32());
	}

}
