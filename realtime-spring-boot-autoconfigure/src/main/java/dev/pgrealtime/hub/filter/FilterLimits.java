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

import org.springframework.util.Assert;

/**
 * How large a filter may be. What a stranger sends costs memory for as long as the
 * subscription lives, and time for each event.
 *
 * @param length the number of characters of all its texts together
 * @param conditions the number of comparisons
 * @param depth the number of {@code and} and {@code or} around a comparison
 * @param listSize the number of values of an {@code in}
 */
public record FilterLimits(int length, int conditions, int depth, int listSize) {

	/**
	 * Far more than a person would write.
	 */
	public static final FilterLimits DEFAULT = new FilterLimits(8192, 50, 8, 100);

	public FilterLimits {
		Assert.isTrue(length > 0 && conditions > 0 && depth > 0 && listSize > 0, "Limits must be positive");
	}

}
