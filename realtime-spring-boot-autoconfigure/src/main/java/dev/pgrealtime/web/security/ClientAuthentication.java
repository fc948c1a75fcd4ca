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

package dev.pgrealtime.web.security;

import java.security.Principal;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;

import dev.pgrealtime.web.sse.SseRefusedException;

/**
 * Who a client is to Spring Security.
 */
public final class ClientAuthentication {

	private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();

	private static final Authentication ANONYMOUS = new AnonymousAuthenticationToken("realtime", "anonymousUser",
			AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));

	private ClientAuthentication() {
	}

	/**
	 * Return the authentication of a client.
	 * @param principal the principal that its request has, or {@code null} for none
	 * @return the authentication, anonymous if the principal is none that Spring Security
	 * has authenticated
	 */
	public static Authentication of(@Nullable Principal principal) {
		return (principal instanceof Authentication authentication && TRUST.isAuthenticated(authentication))
				? authentication : ANONYMOUS;
	}

	static boolean isAnonymous(Authentication authentication) {
		return authentication.equals(ANONYMOUS);
	}

	/**
	 * Return how to refuse a client that must not have what it asks for.
	 * @param authentication who that is
	 * @return the refusal
	 */
	public static SseRefusedException refusal(Authentication authentication) {
		return isAnonymous(authentication) ? SseRefusedException.unauthenticated() : SseRefusedException.forbidden();
	}

}
