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

package dev.pgrealtime.web.security.servlet;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

import dev.pgrealtime.RealtimeSubscription;
import dev.pgrealtime.autoconfigure.RealtimeSecurityAutoConfiguration;
import dev.pgrealtime.support.SseApplication;
import dev.pgrealtime.web.security.AbstractSecuredSseTests;
import dev.pgrealtime.web.sse.servlet.SseOnWebMvc;

/**
 * Spring Security on Web MVC and Tomcat.
 */
class SecuredSseWebMvcTests extends AbstractSecuredSseTests {

	@Override
	protected SseApplication.Stack stack() {
		return new SseApplication.Stack(WebApplicationType.SERVLET, Stack.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSecurity
	@SseOnWebMvc
	@ImportAutoConfiguration(RealtimeSecurityAutoConfiguration.class)
	static class Stack {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.httpBasic(Customizer.withDefaults())
				.formLogin(Customizer.withDefaults())
				.oauth2ResourceServer(
						(server) -> server.jwt((jwt) -> jwt.decoder(NimbusJwtDecoder.withSecretKey(KEY).build())))
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(USERS);
		}

		@Bean
		AuthorizationManager<RealtimeSubscription> subscriptions() {
			return (authentication, subscription) -> new AuthorizationDecision(
					isGranted(authentication.get().getName(), subscription.channel()));
		}

	}

}
