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
	 * the tuples of the result go on to use; its position and order stay as they are
	 * @return the message
	 * @throws PgOutputProtocolException if the bytes are not exactly one message
	 */
	public static PgOutputMessage decode(ByteBuffer buffer) {
		MessageReader in = new MessageReader(buffer);
		byte type = in.int8();
		return switch (type) {
			case 'B' -> in.message("Begin", Begin::decode);
			case 'C' -> in.message("Commit", Commit::decode);
			case 'O' -> in.message("Origin", Origin::decode);
			case 'R' -> in.message("Relation", Relation::decode);
			case 'Y' -> in.message("Type", Type::decode);
			case 'I' -> in.message("Insert", Insert::decode);
			case 'U' -> in.message("Update", Update::decode);
			case 'D' -> in.message("Delete", Delete::decode);
			case 'T' -> in.message("Truncate", Truncate::decode);
			case 'M' -> in.message("Message", LogicalMessage::decode);
			default -> throw in.unexpected("type", type);
		};
	}

}
