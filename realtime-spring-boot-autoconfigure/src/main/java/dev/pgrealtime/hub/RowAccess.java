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

import dev.pgrealtime.RealtimeEvent;

/**
 * Tells which rows somebody may see. Asked once for each event and all subscriptions with
 * an equal one, on the thread of the publisher, and once more for each event that
 * somebody missed, on the thread of whoever comes back. Nobody is asked about a truncated
 * table, which shows no row. Safe for use by several threads.
 */
@FunctionalInterface
public interface RowAccess {

	/**
	 * Return which rows of an event may be seen.
	 * <p>
	 * Where it takes the old row to tell, and the event has none or does not know enough
	 * of it, the answer that hides nothing and shows nothing is {@link Sight#OLD}: a
	 * subscriber to whom a row may have been visible is told to reload if there is no old
	 * row to show.
	 * @param event the event, neither of a truncated table nor without any row
	 * @return the rows
	 * @throws RuntimeException if that cannot be told; the subscribers are shown nothing
	 * and told to reload
	 */
	Sight sight(RealtimeEvent<?> event);

}
