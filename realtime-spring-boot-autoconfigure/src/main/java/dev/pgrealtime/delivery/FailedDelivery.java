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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a listener could not handle.
 *
 * @param listenerId the listener
 * @param handover what it was given
 * @param error what it has thrown last, or {@code null} if it was not tried because an
 * earlier event of its key is parked
 * @param attempts how often it was tried
 * @param firstFailure when it failed for the first time, or was not tried
 */
public record FailedDelivery(String listenerId, Handover handover, @Nullable Throwable error, int attempts,
		Instant firstFailure) {

}
