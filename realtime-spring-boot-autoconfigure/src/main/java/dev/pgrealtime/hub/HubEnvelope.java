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

package dev.pgrealtime.hub;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EventPosition;

/**
 * A message of the application on its way to the hubs of all instances.
 *
 * @param position identifies the message, the same for every instance; says nothing about
 * its place among those of others
 * @param channel the name of the channel
 * @param tenant the tenant whose subscribers get it, or {@code null} for all
 * @param payload what was sent, as JSON
 */
public record HubEnvelope(EventPosition position, String channel, @Nullable String tenant, String payload) {

}
