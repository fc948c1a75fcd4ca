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
 * This instance of the application streams from now on: of all that share a replication
 * slot, it is the one whose listeners get the changes. Published on the thread that
 * publishes those, before the first of them, and again after each connection that was
 * lost; if a listener throws, it is tried again, and no change is published before it
 * returns. Only the rows of {@code realtime.snapshot=initial} come earlier.
 *
 * @param from the position from which changes follow
 * @see StreamLeadershipLost
 */
public record StreamLeadershipGained(Lsn from) {

}
