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

/**
 * Knows the claims of the token with which a client has authenticated, such as a JWT, of
 * which its issuer is sure. Safe for use by several threads.
 */
public final class TokenClaims implements ClientClaims {

	@Override
	public @Nullable Map<String, Object> of(Authentication authentication) {
		Map<String, Object> claims = claims(authentication.getPrincipal());
		return (claims != null) ? claims : claims(authentication.getCredentials());
	}

	private static @Nullable Map<String, Object> claims(@Nullable Object source) {
		return (source instanceof ClaimAccessor token) ? token.getClaims() : null;
	}

}
