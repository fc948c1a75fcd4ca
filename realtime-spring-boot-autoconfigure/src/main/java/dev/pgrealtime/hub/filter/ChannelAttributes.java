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

/**
 * Knows by which attributes the entities of a channel may be filtered. Those that a
 * subscriber must not see are unknown here. Safe for use by several threads.
 */
@FunctionalInterface
public interface ChannelAttributes {

	/**
	 * Find an attribute.
	 * @param channel the name of a channel
	 * @param path the name of the attribute, or with dots the path through embeddables
	 * @return the attribute, the same each time, or {@code null} if there is none
	 */
	@Nullable FilterAttribute find(String channel, String path);

}
