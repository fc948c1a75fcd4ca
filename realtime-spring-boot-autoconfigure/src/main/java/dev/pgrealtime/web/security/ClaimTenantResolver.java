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

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.util.ObjectUtils;

import dev.pgrealtime.StreamRequest;
import dev.pgrealtime.TenantResolver;

/**
 * Takes the tenant of a client from what OAuth2 knows of it: a claim of its token, or an
 * attribute of the user. Safe for use by several threads.
 */
public final class ClaimTenantResolver implements TenantResolver {

	private final String claim;

	private final ClientClaims claims;

	/**
	 * Create a resolver.
	 * @param claim the name of the claim, or of the attribute
	 * @param claims knows the claims of the token of each client
	 */
	public ClaimTenantResolver(String claim, ClientClaims claims) {
		this.claim = claim;
		this.claims = claims;
	}

	@Override
	public @Nullable String resolve(StreamRequest request) {
		Authentication authentication = ClientAuthentication.of(request.principal());
		Map<String, Object> claims = this.claims.of(authentication);
		return text(((claims != null) ? claims : attributes(authentication)).get(this.claim));
	}

	private static Map<String, Object> attributes(Authentication authentication) {
		return (authentication.getPrincipal() instanceof OAuth2AuthenticatedPrincipal user) ? user.getAttributes()
				: Map.of();
	}

	// Of several values nobody could say which one is meant
	private static @Nullable String text(@Nullable Object value) {
		if (value == null || value instanceof Collection || value instanceof Map || ObjectUtils.isArray(value)) {
			return null;
		}
		return value.toString();
	}

	@Override
	public String absence() {
		return "The rows of this channel belong to tenants, and your authentication has no claim '%s' that names yours"
			.formatted(this.claim);
	}

}
