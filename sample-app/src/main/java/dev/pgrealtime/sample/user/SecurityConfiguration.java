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

package dev.pgrealtime.sample.user;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationEntryPointFailureHandler;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.logout.HttpStatusReturningLogoutSuccessHandler;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.security.web.util.matcher.RequestHeaderRequestMatcher;

import dev.pgrealtime.TenantResolver;

/**
 * Who may do what: everything takes a user, and whoever subscribes gets the rows of that
 * user. A browser logs in by a form, curl by HTTP basic.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DemoUsers.class)
class SecurityConfiguration {

	private static final String LOGIN_PAGE = "/login.html";

	@Bean
	SecurityFilterChain security(HttpSecurity http) {
		AuthenticationEntryPoint unauthorized = new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED);
		return http
			.authorizeHttpRequests((requests) -> requests
				.requestMatchers(LOGIN_PAGE, "/login.js", "/dom.js", "/shop.css", "/actuator/health")
				.permitAll()
				.anyRequest()
				.authenticated())
			// The scripts of the pages ask, so they want a status, and no other page
			.formLogin((login) -> login.loginPage(LOGIN_PAGE)
				.loginProcessingUrl("/login")
				.successHandler((request, response, user) -> response.setStatus(HttpStatus.NO_CONTENT.value()))
				.failureHandler(new AuthenticationEntryPointFailureHandler(unauthorized)))
			.logout((logout) -> logout
				.logoutSuccessHandler(new HttpStatusReturningLogoutSuccessHandler(HttpStatus.NO_CONTENT)))
			.httpBasic(Customizer.withDefaults())
			.requestCache((cache) -> cache.disable())
			.exceptionHandling((handling) -> handling
				.defaultAuthenticationEntryPointFor(new LoginUrlAuthenticationEntryPoint(LOGIN_PAGE),
						PathPatternRequestMatcher.pathPattern("/"))
				.defaultAuthenticationEntryPointFor(unauthorized, AnyRequestMatcher.INSTANCE))
			// No page of others can make a browser send this header, unlike a cookie
			.csrf((csrf) -> csrf.spa()
				.ignoringRequestMatchers(new RequestHeaderRequestMatcher(HttpHeaders.AUTHORIZATION)))
			.build();
	}

	@Bean
	TenantResolver tenantResolver() {
		return (request) -> (request.principal() instanceof Authentication authentication
				&& authentication.getPrincipal() instanceof ShopUser user) ? user.getId().toString() : null;
	}

}
