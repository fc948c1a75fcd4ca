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
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AnnotatedElementUtils;

import dev.pgrealtime.RealtimeAuthorize;
import dev.pgrealtime.TenantResolver;
import dev.pgrealtime.hub.EventEncoder;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.hub.filter.FilterParser;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.rowsecurity.RowSecurityGates;
import dev.pgrealtime.web.sse.ChannelExposure;
import dev.pgrealtime.web.sse.SseEndpoint;
import dev.pgrealtime.web.sse.SseLimits;
import dev.pgrealtime.web.sse.SseRequestReader;
import dev.pgrealtime.web.sse.SseTenants;
import dev.pgrealtime.web.sse.StreamGuard;

/**
 * What server-sent events need on either web stack.
 */
@Configuration(proxyBeanMethods = false)
@Import(TenantConfiguration.class)
@EnableConfigurationProperties({ RealtimeWebProperties.class, RealtimeSseProperties.class,
		RealtimeAuthorizationProperties.class })
class SseEndpointConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SseEndpoint realtimeSseEndpoint(RealtimeHub hub, SseRequestReader reader, ObjectProvider<StreamGuard> guard,
			ObjectProvider<RowSecurityGates> rowSecurity, EntityCatalog catalog, RealtimeWebProperties web,
			RealtimeSseProperties sse, RealtimeAuthorizationProperties authorization) {
		if (authorization.rls() && rowSecurity.getIfAvailable() == null) {
			throw new RealtimeConfigurationException(
					"Row-level security is to decide who sees which rows, but Spring Security does not look at the requests, "
							+ "so nobody knows who a client is",
					"Add spring-boot-starter-security, or remove realtime.authorization.rls.");
		}
		ChannelExposure exposure = new ChannelExposure(web.exposure().include(), web.exposure().exclude());
		SseLimits limits = new SseLimits(sse.limits().streams(), sse.limits().streamsPerClient(),
				sse.limits().retryAfter());
		return new SseEndpoint(hub, reader, exposure, guard.getIfAvailable(() -> noGuard(catalog)), limits,
				web.basePath(), sse.heartbeatInterval(), sse.writeTimeout(), sse.reconnectDelay());
	}

	@Bean
	@ConditionalOnMissingBean
	SseRequestReader realtimeSseRequestReader(RealtimeHub hub, EventEncoder encoder, FilterParser filters,
			TenantResolver tenants) {
		return new SseRequestReader(encoder, filters, new SseTenants(hub::tenantAttribute, tenants));
	}

	private static StreamGuard noGuard(EntityCatalog catalog) {
		catalog.entities().stream().map((entity) -> entity.model().entityType()).forEach((type) -> {
			if (AnnotatedElementUtils.hasAnnotation(type, RealtimeAuthorize.class)) {
				throw new RealtimeConfigurationException(
						"%s is annotated with @RealtimeAuthorize, but Spring Security does not look at the requests"
							.formatted(type.getName()),
						"Add spring-boot-starter-security, or remove the annotation.");
			}
		});
		return StreamGuard.NONE;
	}

}
