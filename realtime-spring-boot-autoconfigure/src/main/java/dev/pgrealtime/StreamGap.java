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
 * Changes may have been missed: the replication slot was lost, and the stream goes on
 * from a later position. Published before the first event after the gap. Whoever keeps
 * state that is derived from events should load it anew.
 *
 * @param reason why the slot was lost, for a person
 * @param from the last position known to have been delivered, or {@link Lsn#INVALID} if
 * none is known
 * @param to the position from which the stream goes on
 */
public record StreamGap(String reason, Lsn from, Lsn to) {

}
