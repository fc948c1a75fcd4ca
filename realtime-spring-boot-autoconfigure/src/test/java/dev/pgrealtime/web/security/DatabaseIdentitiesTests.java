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

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;

import dev.pgrealtime.rowsecurity.DatabaseIdentity;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DatabaseIdentities}, {@link TokenClaims} and {@link ClaimsJson}.
 */
class DatabaseIdentitiesTests {

	private static final Authentication ANONYMOUS = ClientAuthentication.of(null);

	@Test
	void tokenTellsRoleAndClaims() throws Exception {
		Map<String, Object> claims = Map.of("sub", "ann", "role", "member", "iss",
				URI.create("https://id.test").toURL(), "exp", Instant.ofEpochSecond(1_800_000_000, 999), "org",
				Map.of("since", Instant.EPOCH, "ids", List.of(1)));
		assertThat(identity(null, user(claims))).isEqualTo(new DatabaseIdentity("member",
				"{\"exp\":1800000000,\"iss\":\"https://id.test\",\"org\":{\"ids\":[1],\"since\":0},"
						+ "\"role\":\"member\",\"sub\":\"ann\"}"));
	}

	@Test
	void fixedRoleIsThatOfEverybody() {
		assertThat(identity("app", user(Map.of("role", "postgres", "sub", "ann"))))
			.isEqualTo(new DatabaseIdentity("app", "{\"role\":\"postgres\",\"sub\":\"ann\"}"));
		assertThat(identity("app", user(Map.of("sub", "ann"))))
			.isEqualTo(new DatabaseIdentity("app", "{\"role\":\"app\",\"sub\":\"ann\"}"));
	}

	@Test
	void whoHasNoTokenIsKnownByName() {
		Authentication authentication = new TestingAuthenticationToken("a\"nn", "password", "ROLE_USER");
		assertThat(identity("app", authentication))
			.isEqualTo(new DatabaseIdentity("app", "{\"role\":\"app\",\"sub\":\"a\\\"nn\"}"));
		assertThat(identity(null, authentication)).isNull();
	}

	@Test
	void whatUsersMayHaveSaidOfThemselvesIsNotBelieved() {
		OAuth2AuthenticatedPrincipal user = new DefaultOAuth2AuthenticatedPrincipal("ann", Map.of("role", "admin"),
				List.of());
		Authentication authentication = new TestingAuthenticationToken(user, "token", "ROLE_USER");
		assertThat(identity(null, authentication)).isNull();
		assertThat(identity("app", authentication))
			.isEqualTo(new DatabaseIdentity("app", "{\"role\":\"app\",\"sub\":\"ann\"}"));
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " " })
	void tokenWithoutRoleIsNobody(String role) {
		assertThat(identity(null, user((role != null) ? Map.of("role", role) : Map.of("sub", "ann")))).isNull();
		assertThat(identity(null, user(Map.of("role", List.of("member"))))).isNull();
	}

	@Test
	void anonymousClientHasARoleOfItsOwnOrNone() {
		assertThat(identity("app", ANONYMOUS)).isNull();
		assertThat(new DatabaseIdentities("app", "anon", new TokenClaims()).of(ANONYMOUS))
			.isEqualTo(new DatabaseIdentity("anon", "{\"role\":\"anon\"}"));
	}

	private static DatabaseIdentity identity(String role, Authentication authentication) {
		return new DatabaseIdentities(role, null, new TokenClaims()).of(authentication);
	}

	private static Authentication user(Map<String, Object> claims) {
		ClaimAccessor token = () -> claims;
		return new TestingAuthenticationToken(token, "token", "ROLE_USER");
	}

}
