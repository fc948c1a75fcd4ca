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

/**
 * Decodes the messages of {@code pgoutput}, protocol version 1, in text format. Without
 * state, safe for use by several threads.
 */
public final class PgOutputDecoder {

	private PgOutputDecoder() {
	}

	/**
	 * Decode one message.
	 * @param buffer the message from its position to its limit, backed by an array, which
	 * the tuples of the result go on to use
	 * @return the message
	 * @throws PgOutputProtocolException if the bytes are not exactly one message
	 */
	public static PgOutputMessage decode(ByteBuffer buffer) {
		MessageReader in = new MessageReader(buffer);
		byte type = in.int8();
		PgOutputMessage message = switch (type) {
			case 'B' -> {
				in.enter("Begin");
				yield Begin.decode(in);
			}
			case 'C' -> {
				in.enter("Commit");
				yield Commit.decode(in);
			}
			case 'O' -> {
				in.enter("Origin");
				yield Origin.decode(in);
			}
			case 'R' -> {
				in.enter("Relation");
				yield Relation.decode(in);
			}
			case 'Y' -> {
				in.enter("Type");
				yield Type.decode(in);
			}
			case 'I' -> {
				in.enter("Insert");
				yield Insert.decode(in);
			}
			case 'U' -> {
				in.enter("Update");
				yield Update.decode(in);
			}
			case 'D' -> {
				in.enter("Delete");
				yield Delete.decode(in);
			}
			case 'T' -> {
				in.enter("Truncate");
				yield Truncate.decode(in);
			}
			case 'M' -> {
				in.enter("Message");
				yield LogicalMessage.decode(in);
			}
			default -> throw in.unexpected("type", type);
		};
		in.expectEnd();
		return message;
	}

}
