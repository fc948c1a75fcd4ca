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

import java.util.List;

import dev.pgrealtime.EventPosition;

/**
 * One event of what was parked, as it came from the server.
 *
 * @param model the name of the entity, or of the table if it could not be decoded
 * @param position the place of the event in the stream
 * @param firstOrdinal the number within the transaction of the first of the changes
 * @param messages the messages of the stream, the first of which begins the transaction
 */
record ParkedChange(String model, EventPosition position, long firstOrdinal, List<byte[]> messages) {

}
