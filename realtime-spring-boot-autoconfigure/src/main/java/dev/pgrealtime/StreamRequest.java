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

package dev.pgrealtime;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

/**
 * The request of a client for a stream, whatever the web stack.
 */
public interface StreamRequest {

	/**
	 * Return the channel of the stream.
	 * @return the name of the channel
	 */
	String channel();

	/**
	 * Return whoever has been authenticated.
	 * @return the principal, or {@code null} if nobody has
	 */
	@Nullable Principal principal();

	/**
	 * Return a header of the request.
	 * @param name the name of the header, in whatever case
	 * @return its first value, or {@code null} if there is none
	 */
	@Nullable String header(String name);

}
