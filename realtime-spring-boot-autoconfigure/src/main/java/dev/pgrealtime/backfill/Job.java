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

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A backfill and how far it has come.
 *
 * @param id the id
 * @param model the JPA entity name
 * @param part the number of the rows among those of the entity that are being read
 * @param lastKey the key after which they go on, or {@code null} for the first
 * @param rows how many rows have been delivered
 */
record Job(UUID id, String model, int part, @Nullable List<String> lastKey, long rows) {

	Job advanced(@Nullable List<String> lastKey, long rows) {
		return new Job(this.id, this.model, this.part, lastKey, this.rows + rows);
	}

	Job nextPart() {
		return new Job(this.id, this.model, this.part + 1, null, this.rows);
	}

}
