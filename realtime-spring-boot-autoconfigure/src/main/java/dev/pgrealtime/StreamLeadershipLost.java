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

/**
 * This instance of the application does not stream any more, because the connection is
 * lost or the application stops. Published once after each
 * {@link StreamLeadershipGained}, on the same thread, after the last change; calls of
 * {@link RealtimeListener} methods may still be running if the connection was lost. An
 * exception of a listener is logged.
 * <p>
 * Another instance may have taken over before this one notices, as when its process was
 * frozen for a while. No change is published in between, but whoever has to be the only
 * one must not take the absence of this event for a lock.
 */
public record StreamLeadershipLost() {

}
