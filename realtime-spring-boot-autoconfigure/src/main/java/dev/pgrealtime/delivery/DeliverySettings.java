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

package dev.pgrealtime.delivery;

import dev.pgrealtime.replication.Backoff;

/**
 * How events are delivered to the methods of {@code @RealtimeListener}.
 *
 * @param retry the delays between attempts
 * @param maxAttempts how often an event is tried, unless its listener says otherwise
 * @param onExhausted what happens then
 * @param maxInFlight how many events may wait for one listener before the stream waits
 * @param bufferSize how many bytes may wait for one listener before the stream waits; an
 * event that is larger waits alone
 * @param batchSize how many events of a transaction are handed over at once, fewer if
 * they have more bytes than may wait
 */
public record DeliverySettings(Backoff retry, int maxAttempts, ExhaustionPolicy onExhausted, int maxInFlight,
		long bufferSize, int batchSize) {

}
