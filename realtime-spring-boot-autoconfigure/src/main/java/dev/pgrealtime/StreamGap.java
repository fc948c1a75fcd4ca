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
 * Changes may have been missed: the replication slot was lost, or the publication was
 * changed by somebody else and did not publish everything for a time. Published before
 * the first event after the gap, and after the last one before it. Whoever keeps state
 * that is derived from events should load it anew.
 *
 * @param reason what has happened, for a person
 * @param from the last position before which nothing is known to be missing, or
 * {@link Lsn#INVALID} if none is known
 * @param to the position after which nothing is missing any more
 */
public record StreamGap(String reason, Lsn from, Lsn to) {

}
