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

package dev.pgrealtime.pipeline;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventPosition;
import dev.pgrealtime.delivery.EventSource;

/**
 * The messages of a transaction that an event was decoded from.
 *
 * @param position the position of the first change
 * @param begin the message that began the transaction
 * @param mark the message that tells that rows were read, or {@code null} if they were
 * written
 * @param changes the changes, in order
 */
record TransactionSource(EventPosition position, ByteBuffer begin, @Nullable ByteBuffer mark,
		List<SourceChange> changes) implements EventSource {

	TransactionSource {
		changes = List.copyOf(changes);
	}

	@Override
	public List<byte[]> messages() {
		List<byte[]> messages = new ArrayList<>();
		messages.add(bytes(this.begin));
		if (this.mark != null) {
			messages.add(bytes(this.mark));
		}
		Map<Integer, ByteBuffer> defined = new HashMap<>();
		for (SourceChange change : this.changes) {
			for (Integer relationId : change.relationIds()) {
				ByteBuffer relation = change.relations().get(relationId);
				if (relation != null && !relation.equals(defined.put(relationId, relation))) {
					messages.add(bytes(relation));
				}
			}
			messages.add(bytes(change.bytes()));
		}
		return messages;
	}

	@Override
	public long size() {
		return this.changes.stream().mapToLong((change) -> change.bytes().remaining()).sum();
	}

	private static byte[] bytes(ByteBuffer buffer) {
		byte[] bytes = new byte[buffer.remaining()];
		buffer.duplicate().get(bytes);
		return bytes;
	}

}
