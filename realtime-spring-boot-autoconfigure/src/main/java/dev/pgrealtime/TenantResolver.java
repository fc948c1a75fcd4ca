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

import org.jspecify.annotations.Nullable;

/**
 * Tells to which tenant a client belongs that wants a stream. A bean of this type is
 * asked once for each stream of an entity with a {@linkplain RealtimeEntity#tenant()
 * tenant}, and of messages of the application, before it begins. Safe for use by several
 * threads.
 */
@FunctionalInterface
public interface TenantResolver {

	/**
	 * Return the tenant of a client. It may be called on a thread that must not block.
	 * @param request what the client sent, of which nothing can be trusted but the
	 * principal
	 * @return the tenant as text, such as {@code 42} for a number; {@code null} or an
	 * empty string if the client belongs to none, and so gets no rows, and of messages
	 * those for everybody
	 * @throws RuntimeException if that cannot be told; the client gets no stream
	 */
	@Nullable String resolve(StreamRequest request);

	/**
	 * Return what to tell a client that gets no stream because it belongs to no tenant.
	 * @return a sentence for a person, which tells nothing that the client must not know
	 */
	default String absence() {
		return "The rows of this channel belong to tenants, and you are known to none";
	}

}
