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

package dev.pgrealtime.delivery.jdbc;

/**
 * Where the process of a {@link CrashApplication} ends.
 */
enum CrashPoint {

	/**
	 * Nowhere.
	 */
	NONE,

	/**
	 * An event was decoded, its listener is called.
	 */
	BEFORE_WRITE,

	/**
	 * The listener has written, its transaction is open.
	 */
	AFTER_WRITE,

	/**
	 * The transaction of the listener has committed, and nobody knows yet.
	 */
	AFTER_COMMIT,

	/**
	 * The next event is about to begin: the one before is done, and not yet confirmed.
	 */
	AFTER_RELEASE,

	/**
	 * The event and all before it were confirmed to the server, which may not have noted
	 * it yet.
	 */
	AFTER_CONFIRMATION,

	/**
	 * The server has begun to send, after another process that was killed.
	 */
	TAKING_OVER,

	/**
	 * The application is stopping while the transaction of the listener is open.
	 */
	DURING_SHUTDOWN,

	/**
	 * The listener has failed for the last time.
	 */
	BEFORE_PARKING,

	/**
	 * The event is parked, and nobody knows yet.
	 */
	AFTER_PARKING,

	/**
	 * A later event is about to begin behind the one that is parked.
	 */
	AFTER_PARKED

}
