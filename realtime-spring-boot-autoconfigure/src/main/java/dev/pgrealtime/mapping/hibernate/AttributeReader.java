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

import org.jspecify.annotations.Nullable;

/**
 * An attribute as one relation publishes it.
 */
final class AttributeReader {

	private final EntityAttribute attribute;

	private final int[] columns;

	private final @Nullable ValueReader reader;

	AttributeReader(EntityAttribute attribute, int[] columns, @Nullable ValueReader reader) {
		this.attribute = attribute;
		this.columns = columns;
		this.reader = reader;
	}

	EntityAttribute attribute() {
		return this.attribute;
	}

	String name() {
		return this.attribute.name();
	}

	/**
	 * Return the indexes of the published columns.
	 * @return the indexes, not a copy; none if the attribute is excluded
	 */
	int[] columns() {
		return this.columns;
	}

	/**
	 * Return what reads the attribute.
	 * @return the reader, or {@code null} if the attribute is excluded or the relation
	 * does not publish all of it
	 */
	@Nullable ValueReader reader() {
		return this.reader;
	}

}
