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

package dev.pgrealtime.hub.filter;

/**
 * What an event means to somebody who sees only the rows that match a filter.
 */
public enum FilterOutcome {

	/**
	 * The row is not among them, neither before nor after.
	 */
	NONE,

	/**
	 * An update after which the row is one of them, and was not before.
	 */
	ENTERING,

	/**
	 * The row is one of them; or it was inserted as one or deleted as one; or the whole
	 * table was truncated.
	 */
	MATCHING,

	/**
	 * An update after which the row is no longer one of them, or perhaps never was: where
	 * the old row is unknown, a row too many is said to leave rather than one too few.
	 */
	LEAVING

}
