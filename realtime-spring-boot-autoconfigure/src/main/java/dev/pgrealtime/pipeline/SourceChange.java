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
import java.util.List;
import java.util.Map;

import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.Delete;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.Truncate;
import dev.pgrealtime.pgoutput.Update;

/**
 * A change that an event was decoded from, or one in between.
 *
 * @param change the change
 * @param ordinal its number within the transaction, or that of the first of its tables
 * @param bytes its message
 * @param relations the messages of the relations as they were then
 */
record SourceChange(Change change, long ordinal, ByteBuffer bytes, Map<Integer, ByteBuffer> relations) {

	long lastOrdinal() {
		return this.ordinal + relationIds().size() - 1;
	}

	List<Integer> relationIds() {
		if (this.change instanceof Insert insert) {
			return List.of(insert.relationId());
		}
		if (this.change instanceof Update update) {
			return List.of(update.relationId());
		}
		return (this.change instanceof Delete delete) ? List.of(delete.relationId())
				: ((Truncate) this.change).relationIds();
	}

}
