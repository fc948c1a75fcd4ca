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
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.jwt.Jwt;

import dev.pgrealtime.web.sse.ClientSession;
import dev.pgrealtime.web.sse.SseRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClaimTenantResolver} and {@link TokenClaims}.
 */
class ClaimTenantResolverTests {

	private final ClaimTenantResolver resolver = new ClaimTenantResolver("organization", new TokenClaims());

	@Test
	void tenantIsClaimOfToken() {
		assertThat(tenant(authentication(token("acme"), null))).isEqualTo("acme");
		assertThat(tenant(authentication(token(42L), null))).isEqualTo("42");
	}

	@Test
	void tenantIsClaimOfTokenWhoeverItsPrincipalIs() {
		assertThat(tenant(authentication("ann", token("acme")))).isEqualTo("acme");
	}

	@Test
	void tenantIsAttributeOfUser() {
		OAuth2AccessToken opaque = new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "token", Instant.EPOCH,
				Instant.EPOCH.plusSeconds(1));
		DefaultOAuth2AuthenticatedPrincipal user = new DefaultOAuth2AuthenticatedPrincipal(
				Map.of("organization", "acme"), List.of());
		assertThat(tenant(authentication(user, opaque))).isEqualTo("acme");
	}

	@Test
	void severalValuesAreNoTenant() {
		assertThat(tenant(authentication(token(List.of("acme")), null))).isNull();
		assertThat(tenant(authentication(token(Map.of("id", "acme")), null))).isNull();
		assertThat(tenant(authentication(token(new String[] { "acme" }), null))).isNull();
	}

	@Test
	void whoHasNoSuchClaimHasNoTenant() {
		Jwt token = Jwt.withTokenValue("token").header("alg", "none").claim("sub", "acme").build();
		assertThat(tenant(authentication(token, null))).isNull();
		assertThat(tenant(authentication("acme", "acme"))).isNull();
		assertThat(tenant(null)).isNull();
		assertThat(this.resolver.absence()).contains("'organization'");
	}

	@Test
	void claimOfWhoIsNotAuthenticatedIsNotBelieved() {
		assertThat(tenant(new TestingAuthenticationToken(token("acme"), null))).isNull();
	}

	private @Nullable String tenant(@Nullable Principal principal) {
		return this.resolver
			.resolve(new SseRequest("notes", null, null, "client", principal, (name) -> null, ClientSession.NONE));
	}

	private static Principal authentication(Object principal, @Nullable Object credentials) {
		return new TestingAuthenticationToken(principal, credentials, AuthorityUtils.createAuthorityList("ROLE_USER"));
	}

	private static Jwt token(Object organization) {
		return Jwt.withTokenValue("token").header("alg", "none").claim("organization", organization).build();
	}

}
