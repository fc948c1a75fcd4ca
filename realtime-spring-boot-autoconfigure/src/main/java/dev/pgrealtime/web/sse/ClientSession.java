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

package dev.pgrealtime.web.sse;

import org.jspecify.annotations.Nullable;

/**
 * What the web stack remembers of a client from one request to the next. Safe for use by
 * several threads.
 */
@FunctionalInterface
public interface ClientSession {

	/**
	 * Nothing is remembered.
	 */
	ClientSession NONE = (name) -> null;

	/**
	 * Return an attribute as it is now.
	 * @param name the name of the attribute
	 * @return its value, or {@code null} if there is none or the session is over
	 */
	@Nullable Object attribute(String name);

}
