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

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;

/**
 * Knows the claims with which a client has authenticated: those of its token, such as a
 * JWT, or the attributes of a user that OAuth2 knows. Safe for use by several threads.
 */
public final class TokenClaims implements ClientClaims {

	@Override
	public @Nullable Map<String, Object> of(Authentication authentication) {
		Map<String, Object> claims = claims(authentication.getPrincipal());
		return (claims != null) ? claims : claims(authentication.getCredentials());
	}

	private static @Nullable Map<String, Object> claims(@Nullable Object source) {
		if (source instanceof ClaimAccessor token) {
			return token.getClaims();
		}
		return (source instanceof OAuth2AuthenticatedPrincipal user) ? user.getAttributes() : null;
	}

}
