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

import java.nio.ByteBuffer;

import dev.pgrealtime.Lsn;

/**
 * A message that somebody wrote with {@code pg_logical_emit_message}.
 *
 * @param transactional whether it belongs to the transaction around it
 * @param lsn the LSN of the message
 * @param prefix the prefix
 * @param content the content, read-only
 */
public record LogicalMessage(boolean transactional, Lsn lsn, String prefix,
		ByteBuffer content) implements PgOutputMessage {

	static LogicalMessage decode(MessageReader in) {
		byte flags = in.int8();
		if ((flags & ~1) != 0) {
			throw in.unexpected("message flags", flags);
		}
		return new LogicalMessage(flags == 1, in.lsn(), in.string("prefix"), in.view(in.count32("content bytes", 1)));
	}

}
