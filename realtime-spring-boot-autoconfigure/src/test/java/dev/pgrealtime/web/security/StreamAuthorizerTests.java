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
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.expression.DenyAllPermissionEvaluator;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.DefaultAuthorizationManagerFactory;
import org.springframework.security.authorization.SingleResultAuthorizationManager;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

import dev.pgrealtime.RealtimeSubscription;
import dev.pgrealtime.web.sse.ClientSession;
import dev.pgrealtime.web.sse.SseRefusedException;
import dev.pgrealtime.web.sse.SseRequest;
import dev.pgrealtime.web.sse.StreamPermit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link StreamAuthorizer}.
 */
class StreamAuthorizerTests {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private static final Principal ANN = new TestingAuthenticationToken("ann", "", "ROLE_USER");

	private final Clock clock = mock();

	StreamAuthorizerTests() {
		given(this.clock.instant()).willReturn(NOW);
	}

	@Test
	void nobodyIsAnonymousUnlessThatIsWanted() {
		AuthorizationManager<RealtimeSubscription> all = SingleResultAuthorizationManager.permitAll();
		for (Principal principal : new Principal[] { null, anonymous(), unauthenticated(), () -> "ann" }) {
			assertThatExceptionOfType(SseRefusedException.class)
				.isThrownBy(() -> authorizer(false, all).admit(request(principal)))
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(401));
			assertThat(authorizer(true, all).admit(request(principal)).valid().getAsBoolean()).isTrue();
		}
	}

	@Test
	void managerDecides() {
		AtomicReference<RealtimeSubscription> asked = new AtomicReference<>();
		authorizer(false, (authentication, subscription) -> {
			asked.set(subscription);
			return null;
		}).admit(request(ANN));
		assertThat(asked.get()).isEqualTo(new RealtimeSubscription("orders"));
	}

	@Test
	void whoeverIsDeniedIsForbiddenOrHasToAuthenticate() {
		AuthorizationManager<RealtimeSubscription> throwing = (authentication, subscription) -> {
			throw new AccessDeniedException("no");
		};
		for (AuthorizationManager<RealtimeSubscription> none : List
			.of(SingleResultAuthorizationManager.<RealtimeSubscription>denyAll(), throwing)) {
			assertThatExceptionOfType(SseRefusedException.class)
				.isThrownBy(() -> authorizer(true, none).admit(request(ANN)))
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(403));
			assertThatExceptionOfType(SseRefusedException.class)
				.isThrownBy(() -> authorizer(true, none).admit(request(null)))
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(401));
		}
	}

	@Test
	void permitEndsWithToken() {
		OAuth2AccessToken token = new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "token",
				NOW.minusSeconds(60), NOW.plusSeconds(1));
		StreamPermit permit = authorizer(false, SingleResultAuthorizationManager.permitAll())
			.admit(request(new TestingAuthenticationToken("ann", token, "ROLE_USER")));
		assertThat(permit.valid().getAsBoolean()).isTrue();
		given(this.clock.instant()).willReturn(NOW.plusSeconds(1));
		assertThat(permit.valid().getAsBoolean()).isFalse();
	}

	@Test
	void permitEndsWithSession() {
		AtomicReference<Object> context = new AtomicReference<>("ann");
		StreamPermit permit = authorizer(false, SingleResultAuthorizationManager.permitAll())
			.admit(request(ANN, (name) -> context.get()));
		assertThat(permit.valid().getAsBoolean()).isTrue();
		context.set("bob");
		assertThat(permit.valid().getAsBoolean()).isFalse();
		context.set(null);
		assertThat(permit.valid().getAsBoolean()).isFalse();
	}

	private StreamAuthorizer authorizer(boolean anonymous, AuthorizationManager<RealtimeSubscription> manager) {
		RowExpressions expressions = new RowExpressions(List.of(), new DefaultListableBeanFactory(),
				new DefaultAuthorizationManagerFactory<>(), new DenyAllPermissionEvaluator());
		return new StreamAuthorizer(anonymous, manager, expressions, new TokenExpiry(), this.clock);
	}

	private static Principal anonymous() {
		return new AnonymousAuthenticationToken("key", "anonymousUser", AuthorityUtils.createAuthorityList("ROLE_X"));
	}

	private static Principal unauthenticated() {
		return new TestingAuthenticationToken("ann", "");
	}

	private static SseRequest request(Principal principal) {
		return request(principal, ClientSession.NONE);
	}

	private static SseRequest request(Principal principal, ClientSession session) {
		return new SseRequest("orders", null, null, "client", principal, (name) -> null, session);
	}

}
