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

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Who helps to deliver.
 *
 * @param executor runs the listeners, on as many threads as it is asked for
 * @param clock tells the time
 * @param observer is told of every call
 * @param parkedEvents keeps what could not be handled, or {@code null} if nobody does
 * @param onceOnly records positions, or {@code null} if nobody does
 */
public record DeliveryCollaborators(Executor executor, DeliveryClock clock, DeliveryObserver observer,
		@Nullable ParkedEvents parkedEvents, @Nullable OnceOnly onceOnly) {

}
