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

package dev.pgrealtime.delivery.jdbc;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An event that a listener could not handle, as people see it.
 *
 * @param id the number under which it is kept
 * @param listener the id of the listener
 * @param model the name of the entity, or of the table if the change could not be decoded
 * @param keys the rows that it is about, none if that is unknown
 * @param position the place of the event in the stream
 * @param committedAt when the transaction committed
 * @param description what happened, in the words of the tables
 * @param error what the listener has thrown, or {@code null} if the event was not tried
 * because an earlier one of its row is parked
 * @param attempts how often it was tried
 * @param firstFailedAt when it failed for the first time
 * @param lastFailedAt when it failed last
 */
public record ParkedEvent(long id, String listener, String model, List<String> keys, String position,
		Instant committedAt, String description, @Nullable String error, int attempts, Instant firstFailedAt,
		Instant lastFailedAt) {

}
