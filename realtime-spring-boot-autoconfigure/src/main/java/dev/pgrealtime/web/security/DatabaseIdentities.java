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

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.util.StringUtils;

import dev.pgrealtime.rowsecurity.DatabaseIdentity;

/**
 * Knows who a client is to the database: its role, and the claims that policies read.
 * Safe for use by several threads.
 */
public final class DatabaseIdentities {

	private static final String ROLE = "role";

	private static final String SUBJECT = "sub";

	private final @Nullable String role;

	private final @Nullable String anonymousRole;

	private final ClientClaims claims;

	/**
	 * Create an instance.
	 * @param role the role of all who are authenticated, or {@code null} if that is for
	 * their claim {@code role} to say
	 * @param anonymousRole the role of those who are not, or {@code null} if they are
	 * nobody
	 * @param claims knows the claims of a client
	 */
	public DatabaseIdentities(@Nullable String role, @Nullable String anonymousRole, ClientClaims claims) {
		this.role = role;
		this.anonymousRole = anonymousRole;
		this.claims = claims;
	}

	/**
	 * Return who a client is.
	 * @param authentication who it is to Spring Security
	 * @return who it is to the database, or {@code null} for nobody
	 */
	@Nullable DatabaseIdentity of(Authentication authentication) {
		if (ClientAuthentication.isAnonymous(authentication)) {
			return identity(this.anonymousRole, Map.of());
		}
		Map<String, Object> claims = this.claims.of(authentication);
		Object role = (this.role != null || claims == null) ? this.role : claims.get(ROLE);
		return identity(role, (claims != null) ? claims : Map.of(SUBJECT, authentication.getName()));
	}

	private static @Nullable DatabaseIdentity identity(@Nullable Object role, Map<String, Object> claims) {
		if (!(role instanceof String name) || !StringUtils.hasText(name)) {
			return null;
		}
		Map<String, Object> all = new HashMap<>(claims);
		all.putIfAbsent(ROLE, name);
		return new DatabaseIdentity(name, ClaimsJson.write(all));
	}

}
