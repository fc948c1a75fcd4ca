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

import dev.pgrealtime.mapping.TableName;

/**
 * The rows of an entity cannot be read, and will not be the next time either. The message
 * says why, and what to do.
 */
class UnreadableRowsException extends RuntimeException {

	UnreadableRowsException(String message) {
		super(message);
	}

	static UnreadableRowsException notPublished(TableName table, String publication) {
		return new UnreadableRowsException(
				"Table %s does not exist, or publication '%s' does not publish it. Create it, or let the stream start first, which adds it."
					.formatted(table, publication));
	}

	static UnreadableRowsException noKey(TableName table, String identifier) {
		return new UnreadableRowsException(
				"Nothing tells the rows of %s apart: it has no primary key that is published and is part of its replica identity. "
					.formatted(table) + "Add one: ALTER TABLE %s ADD PRIMARY KEY (…).".formatted(identifier));
	}

}
