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

package dev.pgrealtime.mapping.hibernate;

import java.util.List;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.pgoutput.Change;
import dev.pgrealtime.pgoutput.Delete;
import dev.pgrealtime.pgoutput.Insert;
import dev.pgrealtime.pgoutput.Update;

/**
 * What waits within its transaction to become events.
 */
interface PendingChange {

	/**
	 * Return whether no later change of the transaction can be a part of this one.
	 * @return {@code true} if its events may be made
	 */
	boolean isComplete();

	/**
	 * Do not wait any longer for what may be missing.
	 */
	void cutOff();

	List<RealtimeEvent<?>> events();

	/**
	 * Return where it stands.
	 * @return the number within the transaction of its first change
	 */
	long ordinal();

	/**
	 * Return how many changes have gone into this one.
	 * @return the number of changes
	 */
	int changes();

	/**
	 * Return how much memory the changes take.
	 * @return the number of bytes
	 */
	long bytes();

	/**
	 * Return how much memory a change takes.
	 * @param change the change
	 * @return the number of bytes of its message
	 */
	static long bytes(Change change) {
		if (change instanceof Insert insert) {
			return insert.newRow().buffer().length;
		}
		if (change instanceof Update update) {
			return update.newRow().buffer().length;
		}
		return (change instanceof Delete delete) ? delete.oldRow().tuple().buffer().length : 0;
	}

}
