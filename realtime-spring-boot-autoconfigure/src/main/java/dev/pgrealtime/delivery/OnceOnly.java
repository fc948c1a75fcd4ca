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

import dev.pgrealtime.EventPosition;

/**
 * Runs the work of a listener in the same transaction of the application that records the
 * position of the event, unless that is recorded already. Safe for use by several
 * threads.
 */
public interface OnceOnly {

	/**
	 * Run the work, unless it was done before. If it throws, the transaction is rolled
	 * back, and the position is not recorded.
	 * @param listenerId the listener
	 * @param position the position of the event, or of the first of several
	 * @param work what to do; what it throws is thrown
	 * @return {@code false} if it was done before
	 */
	boolean run(String listenerId, EventPosition position, Runnable work);

}
