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

/**
 * Which rows of an event a subscriber may see: the one before the change, the one after
 * it. Of a row that an event does not have, as the one before an insert, it says nothing.
 */
public enum Sight {

	/**
	 * None: to the subscriber nothing happened.
	 */
	NONE,

	/**
	 * The row before the change only: to the subscriber an update is a row that leaves.
	 */
	OLD,

	/**
	 * The row after the change only: to the subscriber an update is a row that enters.
	 */
	NEW,

	/**
	 * Whatever the event tells.
	 */
	BOTH;

	/**
	 * Return which rows may be seen.
	 * @param oldRow whether the row before the change may be
	 * @param newRow whether the row after the change may be
	 * @return the sight
	 */
	public static Sight of(boolean oldRow, boolean newRow) {
		if (oldRow) {
			return newRow ? BOTH : OLD;
		}
		return newRow ? NEW : NONE;
	}

	/**
	 * Return whether the row before the change may be seen.
	 * @return {@code true} for {@link #OLD} and {@link #BOTH}
	 */
	public boolean showsOld() {
		return this == OLD || this == BOTH;
	}

	/**
	 * Return whether the row after the change may be seen.
	 * @return {@code true} for {@link #NEW} and {@link #BOTH}
	 */
	public boolean showsNew() {
		return this == NEW || this == BOTH;
	}

	/**
	 * Return what may be seen by whom two have to allow it.
	 * @param other what the other allows
	 * @return the rows that both allow
	 */
	public Sight and(Sight other) {
		return of(showsOld() && other.showsOld(), showsNew() && other.showsNew());
	}

}
