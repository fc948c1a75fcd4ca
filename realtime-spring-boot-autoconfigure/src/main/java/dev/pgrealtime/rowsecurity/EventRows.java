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

package dev.pgrealtime.rowsecurity;

import org.jspecify.annotations.Nullable;

/**
 * The rows that an event tells of, as the server wrote them.
 *
 * @param tableId the OID of their table, unsigned
 * @param oldRow the row before the change, or {@code null} if the event has none
 * @param newRow the row after the change, or {@code null} if the event has none
 */
public record EventRows(long tableId, @Nullable TableRow oldRow, @Nullable TableRow newRow) {

	long size() {
		return size(this.oldRow) + size(this.newRow);
	}

	private static long size(@Nullable TableRow row) {
		return (row != null) ? row.size() : 0;
	}

}
