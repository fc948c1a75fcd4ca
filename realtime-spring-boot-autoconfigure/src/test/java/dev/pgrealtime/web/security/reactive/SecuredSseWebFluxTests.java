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

package dev.pgrealtime.web.security.reactive;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;

import dev.pgrealtime.RealtimeSubscription;
import dev.pgrealtime.autoconfigure.RealtimeSecurityAutoConfiguration;
import dev.pgrealtime.support.SseApplication;
import dev.pgrealtime.support.SseClient;
import dev.pgrealtime.web.security.AbstractSecuredSseTests;
import dev.pgrealtime.web.sse.reactive.SseOnWebFlux;

/**
 * Spring Security on WebFlux and Netty.
 */
class SecuredSseWebFluxTests extends AbstractSecuredSseTests {

	@Override
	protected SseApplication.Stack stack() {
		return new SseApplication.Stack(WebApplicationType.REACTIVE, Stack.class);
	}

	@Test
	void endsStreamWhenSessionExpires() throws Exception {
		DefaultWebSessionManager manager = context().getBean(DefaultWebSessionManager.class);
		try (SseClient stream = connectWith(login("bob"))) {
			stream.next();
			((InMemoryWebSessionStore) manager.getSessionStore()).getSessions()
				.values()
				.forEach((session) -> session.setMaxIdleTime(Duration.ofNanos(1)));
			assertEnds(stream);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	@SseOnWebFlux
	@ImportAutoConfiguration(RealtimeSecurityAutoConfiguration.class)
	static class Stack {

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
				.httpBasic(Customizer.withDefaults())
				.formLogin(Customizer.withDefaults())
				.oauth2ResourceServer((server) -> server
					.jwt((jwt) -> jwt.jwtDecoder(NimbusReactiveJwtDecoder.withSecretKey(KEY).build())))
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(USERS);
		}

		@Bean
		ReactiveAuthorizationManager<RealtimeSubscription> subscriptions() {
			return (authentication, subscription) -> authentication
				.map((who) -> new AuthorizationDecision(isGranted(who.getName(), subscription.channel())));
		}

	}

}
