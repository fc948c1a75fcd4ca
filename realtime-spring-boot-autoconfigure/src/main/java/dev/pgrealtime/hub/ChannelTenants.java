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

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.hub.filter.FilterAttribute;

/**
 * Knows which channels belong to several tenants. Safe for use by several threads.
 */
@FunctionalInterface
public interface ChannelTenants {

	/**
	 * Every row is everybody's.
	 */
	ChannelTenants NONE = (channel) -> null;

	/**
	 * Find the attribute that says whose a row is.
	 * @param channel the name of a channel
	 * @return the attribute, the same each time; {@code null} if its rows are everybody's
	 */
	@Nullable FilterAttribute attributeOf(String channel);

}
