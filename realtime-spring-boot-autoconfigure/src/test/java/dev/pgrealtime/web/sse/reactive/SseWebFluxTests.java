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

package dev.pgrealtime.web.sse.reactive;

import java.security.Principal;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

import dev.pgrealtime.support.SseApplication;
import dev.pgrealtime.web.sse.AbstractSseTests;

/**
 * Server-sent events on WebFlux and Netty.
 */
class SseWebFluxTests extends AbstractSseTests {

	@Override
	protected SseApplication.Stack stack() {
		return new SseApplication.Stack(WebApplicationType.REACTIVE, Stack.class);
	}

	@Configuration(proxyBeanMethods = false)
	@SseOnWebFlux
	static class Stack {

		/**
		 * Stands in for whatever authenticates.
		 */
		@Bean
		WebFilter principalFilter() {
			return (exchange, chain) -> {
				String user = exchange.getRequest().getHeaders().getFirst("X-User");
				Mono<Principal> principal = (user != null) ? Mono.just(() -> user) : Mono.empty();
				return chain.filter(exchange.mutate().principal(principal).build());
			};
		}

	}

}
