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

package dev.pgrealtime;

import java.time.Instant;

/**
 * What every event says about its origin.
 *
 * @param <T> the entity type
 * @param entity the entity class of the row, which may be a subclass of the registered
 * one
 * @param position the place in the stream, which identifies the event
 * @param transactionId the 32-bit transaction id, unsigned
 * @param commitTimestamp when the transaction committed, by the clock of the server, to
 * the microsecond
 */
public record EventMetadata<T>(EntityModel<T> entity, EventPosition position, long transactionId,
		Instant commitTimestamp) {

}
