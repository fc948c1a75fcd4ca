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

import dev.pgrealtime.replication.Unconfirmed;

/**
 * Where the events of a listener leave the stream. Belongs to the dispatcher thread.
 */
interface Outlet {

	/**
	 * Take an event, and keep its part of the stream from being confirmed until it is
	 * done.
	 * @param handover the event
	 * @param unconfirmed the part of the stream that the event belongs to
	 */
	void take(Handover handover, Unconfirmed unconfirmed);

	/**
	 * The transaction of the last events has ended.
	 * @param unconfirmed the part of the stream that ends with it
	 */
	void committed(Unconfirmed unconfirmed);

	/**
	 * Drop what has not begun, as there is another connection.
	 */
	void connected();

}
