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
 * Something that is kept for those who come back.
 */
interface Past {

	/**
	 * Return by what a subscriber says that it knows it.
	 * @return the position
	 */
	EventPosition position();

	/**
	 * Return how large it is.
	 * @return the number of bytes
	 */
	long bytes();

	/**
	 * Return when it was published.
	 * @return the time of the monotonic clock
	 */
	long nanoTime();

	/**
	 * Return what a subscriber is told of it.
	 * @param subscriber the subscriber
	 * @return the message, not kept if nobody else is told the same; {@code null} if it
	 * is told nothing
	 */
	@Nullable HubMessage messageFor(HubSubscription subscriber);

}
