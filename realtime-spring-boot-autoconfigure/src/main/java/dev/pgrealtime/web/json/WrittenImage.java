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

package dev.pgrealtime.web.json;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.EntityImage;

/**
 * The image that is being written, as far as it is to be.
 *
 * @param image the image
 * @param selection the names of the properties to write, or {@code null} for all
 */
record WrittenImage(EntityImage<?> image, @Nullable Set<String> selection) {

	/**
	 * Return whether a property is left out.
	 * @param bean the bean that has it, hidden in part only if it is the entity
	 * @param property the name of the property
	 * @param attribute the name of the attribute that it shows
	 * @return {@code true} if it is unknown or not selected
	 */
	// The very entity of the image, not one that says it is equal
	@SuppressWarnings("ReferenceEquality")
	boolean hides(Object bean, String property, String attribute) {
		return this.image.entity() == bean && (this.image.unknownAttributes().contains(attribute)
				|| (this.selection != null && !this.selection.contains(property)));
	}

}
