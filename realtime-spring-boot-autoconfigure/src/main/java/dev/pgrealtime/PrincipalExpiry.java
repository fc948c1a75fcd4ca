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
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Tells until when somebody is authenticated. A bean of this type is asked once for each
 * stream, before it begins; a stream whose time is over ends with {@code close} at the
 * next heartbeat. Safe for use by several threads.
 * <p>
 * By default that is known of OAuth2 tokens, such as a JWT.
 */
@FunctionalInterface
public interface PrincipalExpiry {

	/**
	 * Return until when somebody is authenticated.
	 * @param principal an {@code Authentication} of Spring Security
	 * @return the first instant at which that is over, or {@code null} if there is none
	 */
	@Nullable Instant expiresAt(Principal principal);

}
