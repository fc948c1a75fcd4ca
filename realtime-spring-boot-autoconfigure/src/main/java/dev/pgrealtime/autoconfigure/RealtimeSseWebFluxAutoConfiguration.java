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

package dev.pgrealtime.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.session.WebSessionManager;

import dev.pgrealtime.hub.EventEncoder;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.web.sse.SseEndpoint;
import dev.pgrealtime.web.sse.reactive.ClientSessions;
import dev.pgrealtime.web.sse.reactive.ReactiveStreamGuard;
import dev.pgrealtime.web.sse.reactive.SseWebFluxHandlerMapping;

/**
 * {@link org.springframework.boot.autoconfigure.EnableAutoConfiguration
 * Auto-configuration} for server-sent events on WebFlux.
 */
@AutoConfiguration(after = RealtimeHubAutoConfiguration.class)
@ConditionalOnClass(DispatcherHandler.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean({ RealtimeHub.class, EventEncoder.class })
@Import(SseEndpointConfiguration.class)
public final class RealtimeSseWebFluxAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SseWebFluxHandlerMapping realtimeSseHandlerMapping(SseEndpoint endpoint, ObjectProvider<ReactiveStreamGuard> guard,
			ObjectProvider<WebSessionManager> sessions, RealtimeWebProperties web) {
		return new SseWebFluxHandlerMapping(endpoint, guard.getIfAvailable(() -> ReactiveStreamGuard.NONE),
				ClientSessions.of(sessions.getIfAvailable()), web.cors().toConfiguration());
	}

}
