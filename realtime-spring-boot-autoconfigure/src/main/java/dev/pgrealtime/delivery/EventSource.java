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

import java.util.List;

import dev.pgrealtime.EventPosition;

/**
 * What an event was decoded from, so that it can be decoded once more: much later, by
 * another decoder, and with another mapping. Keeping a source keeps as much memory as its
 * messages have bytes. Safe for use by several threads.
 */
public interface EventSource {

	/**
	 * Return the position of the first change, which is also that of the event, unless it
	 * is that of a later table of a truncate.
	 * @return the position
	 */
	EventPosition position();

	/**
	 * Return the messages of the stream, as the server sent them: the {@code BEGIN}, then
	 * the changes, each table's {@code RELATION} before the first change of it. The first
	 * change is the one at {@link #position()}. Where the event is that of several
	 * tables, changes of other entities may stand in between, and the event is complete
	 * when the last one was decoded.
	 * @return the messages, made at each call
	 */
	List<byte[]> messages();

	/**
	 * Return how much memory it keeps.
	 * @return the number of bytes of the changes, about; those that other sources keep
	 * too are counted
	 */
	long size();

}
