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

/**
 * What happens to an event that was tried as often as it may be.
 */
public enum ExhaustionPolicy {

	/**
	 * It is kept in a table until somebody resubmits or discards it, and the listener
	 * goes on.
	 */
	PARK,

	/**
	 * The listener stops, others go on, and nothing is confirmed any more: the event and
	 * all after it come again with the next connection.
	 */
	STOP,

	/**
	 * It is lost to the listener, with a message in the log, and the listener goes on.
	 */
	SKIP

}
