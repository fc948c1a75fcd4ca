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

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.RealtimeEvent;

/**
 * The values of an attribute in the row before a change and in the row after it, in their
 * normal form.
 */
public final class AttributeValues {

	private final @Nullable Object before;

	private final @Nullable Object after;

	private AttributeValues(@Nullable Object before, @Nullable Object after) {
		this.before = before;
		this.after = after;
	}

	/**
	 * Read the values.
	 * @param attribute an attribute of the channel of the event
	 * @param event the event
	 * @return the values
	 */
	public static AttributeValues of(FilterAttribute attribute, RealtimeEvent<?> event) {
		return new AttributeValues(value(Row.before(event), attribute), value(Row.after(event), attribute));
	}

	private static @Nullable Object value(@Nullable Row row, FilterAttribute attribute) {
		return (row != null) ? row.value(attribute) : null;
	}

	/**
	 * Return whether it is known what the attribute was, if there was a row.
	 * @return {@code false} if the event does not tell
	 */
	public boolean knowsBefore() {
		return !Row.UNDECIDED.equals(this.before);
	}

	/**
	 * Return whether it is known what the attribute is, if there is a row.
	 * @return {@code false} if the event does not tell
	 */
	public boolean knowsAfter() {
		return !Row.UNDECIDED.equals(this.after);
	}

	/**
	 * Return what the attribute was.
	 * @return the value, {@code null} if there was no row or it was SQL {@code NULL};
	 * meaningless if unknown
	 */
	public @Nullable Object before() {
		return this.before;
	}

	/**
	 * Return what the attribute is.
	 * @return the value, {@code null} if there is no row or it is SQL {@code NULL};
	 * meaningless if unknown
	 */
	public @Nullable Object after() {
		return this.after;
	}

}
