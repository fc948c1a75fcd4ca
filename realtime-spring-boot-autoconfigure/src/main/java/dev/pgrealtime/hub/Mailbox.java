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

/**
 * What waits for one subscriber, who takes it at a pace of its own. Whoever makes a
 * mailbox hands over a callback that is invoked, by any thread, when there is something
 * to take or the mailbox has ended.
 *
 * @param <T> the type of what is taken
 */
public interface Mailbox<T> extends AutoCloseable {

	/**
	 * Take what has waited longest.
	 * @return the oldest, or {@code null} if nothing waits
	 */
	@Nullable T poll();

	/**
	 * Return whether nothing waits and nothing will ever come.
	 * @return {@code true} once the mailbox is closed, or has ended and is drained
	 */
	boolean isComplete();

	/**
	 * Let go of everything. May be called several times and by any thread.
	 */
	@Override
	void close();

}
