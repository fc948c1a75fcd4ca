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

package dev.pgrealtime.rowsecurity;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;

/**
 * Knows the rows behind an event.
 */
@FunctionalInterface
public interface EventRowsSource {

	/**
	 * Return the rows of the event that is being published, on the thread that publishes
	 * it.
	 * @param event the event
	 * @return the rows, the same instance each time, or {@code null} if they are not
	 * known, as for an entity in several tables
	 */
	@Nullable EventRows rows(RealtimeEvent<?> event);

}
