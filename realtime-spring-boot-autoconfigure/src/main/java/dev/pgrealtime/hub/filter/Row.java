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

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEvent;

/**
 * A row before or after a change, as far as it is known.
 */
interface Row {

	/**
	 * Stands for a value that the image does not tell.
	 */
	Object UNDECIDED = new Object();

	/**
	 * Return the value of an attribute.
	 * @param attribute the attribute
	 * @return its normal form, {@code null} for SQL {@code NULL}, or {@link #UNDECIDED}
	 */
	@Nullable Object value(FilterAttribute attribute);

	static @Nullable Row after(RealtimeEvent<?> event) {
		EntityImage<?> image = event.newImage();
		return (image != null) ? (attribute) -> read(image, attribute) : null;
	}

	static @Nullable Row before(RealtimeEvent<?> event) {
		if (event instanceof EntityUpdated<?> update) {
			return (attribute) -> before(update, attribute);
		}
		EntityImage<?> image = event.oldImage();
		return (image != null) ? (attribute) -> read(image, attribute) : null;
	}

	private static @Nullable Object before(EntityUpdated<?> update, FilterAttribute attribute) {
		EntityImage<?> image = update.oldImage();
		Object value = (image != null) ? read(image, attribute) : UNDECIDED;
		boolean unchanged = UNDECIDED.equals(value) && !update.changedAttributes().contains(attribute.root())
				&& !update.undeterminedAttributes().contains(attribute.root());
		return unchanged ? read(update.newImage(), attribute) : value;
	}

	private static @Nullable Object read(EntityImage<?> image, FilterAttribute attribute) {
		return image.unknownAttributes().contains(attribute.root()) ? UNDECIDED : attribute.read(image.entity());
	}

}
