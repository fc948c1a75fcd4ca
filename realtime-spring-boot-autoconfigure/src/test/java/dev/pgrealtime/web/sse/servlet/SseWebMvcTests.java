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

package dev.pgrealtime.web.sse.servlet;

import java.io.IOException;
import java.security.Principal;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.OncePerRequestFilter;

import dev.pgrealtime.support.SseApplication;
import dev.pgrealtime.web.sse.AbstractSseTests;

/**
 * Server-sent events on Web MVC and Tomcat.
 */
class SseWebMvcTests extends AbstractSseTests {

	@Override
	protected SseApplication.Stack stack() {
		return new SseApplication.Stack(WebApplicationType.SERVLET, Stack.class);
	}

	@Configuration(proxyBeanMethods = false)
	@SseOnWebMvc
	static class Stack {

		@Bean
		Filter principalFilter() {
			return new PrincipalFilter();
		}

	}

	/**
	 * Stands in for whatever authenticates.
	 */
	private static final class PrincipalFilter extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			String user = request.getHeader("X-User");
			Principal principal = (user != null) ? () -> user : null;
			chain.doFilter(new HttpServletRequestWrapper(request) {

				@Override
				public Principal getUserPrincipal() {
					return principal;
				}

			}, response);
		}

	}

}
