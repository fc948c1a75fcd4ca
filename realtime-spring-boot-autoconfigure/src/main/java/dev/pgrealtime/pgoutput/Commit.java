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
 * The end of a transaction.
 *
 * @param commitLsn the LSN of the commit record, as in the {@link Begin} before
 * @param endLsn the LSN of the end of the transaction, from where a stream may go on
 * @param commitTimestamp when the transaction committed
 */
public record Commit(Lsn commitLsn, Lsn endLsn, Instant commitTimestamp) implements PgOutputMessage {

	static Commit decode(MessageReader in) {
		in.expectZero("flags");
		return new Commit(in.lsn(), in.lsn(), in.timestamp());
	}

}
