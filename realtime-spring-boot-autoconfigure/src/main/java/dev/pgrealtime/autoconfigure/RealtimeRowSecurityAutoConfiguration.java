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
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.security.config.core.GrantedAuthorityDefaults;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.web.SecurityFilterChain;

import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.pipeline.PublishedRows;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.rowsecurity.RowSecurity;
import dev.pgrealtime.rowsecurity.RowSecurityGates;
import dev.pgrealtime.rowsecurity.RowSecurityLimits;
import dev.pgrealtime.rowsecurity.TableAdmission;
import dev.pgrealtime.web.security.ClientClaims;
import dev.pgrealtime.web.security.DatabaseIdentities;
import dev.pgrealtime.web.security.RowSecurityGuard;
import dev.pgrealtime.web.security.TokenClaims;
import dev.pgrealtime.web.security.reactive.BlockingStreamGuard;
import dev.pgrealtime.web.sse.ChannelExposure;
import dev.pgrealtime.web.sse.StreamGuard;
import dev.pgrealtime.web.sse.reactive.ReactiveStreamGuard;

/**
 * {@link org.springframework.boot.autoconfigure.EnableAutoConfiguration
 * Auto-configuration} for streams that show the rows which PostgreSQL shows the client.
 */
@AutoConfiguration(after = RealtimeSecurityAutoConfiguration.class,
		before = { RealtimeSseWebMvcAutoConfiguration.class, RealtimeSseWebFluxAutoConfiguration.class })
@ConditionalOnBooleanProperty("realtime.authorization.rls")
@ConditionalOnClass({ SecurityFilterChain.class, GrantedAuthorityDefaults.class })
@Conditional(OnWebSecurityCondition.class)
@ConditionalOnBean({ RealtimeHub.class, StreamGuard.class })
@EnableConfigurationProperties({ RealtimeAuthorizationProperties.class, RealtimeWebProperties.class,
		RealtimeSseProperties.class })
public final class RealtimeRowSecurityAutoConfiguration {

	@Bean
	PublishedRows realtimePublishedRows(EntityCatalog catalog) {
		return new PublishedRows(catalog);
	}

	@Bean
	RowSecurityGates realtimeRowSecurityGates(PgConnections connections, PublishedRows rows,
			RealtimeAuthorizationProperties properties) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("realtime-row-security-");
		threads.setDaemon(true);
		RowSecurityLimits limits = new RowSecurityLimits(properties.rlsQueue().events(),
				properties.rlsQueue().size().toBytes(), properties.rlsConnections());
		return new RowSecurityGates(() -> check(connections, properties), rows, limits, threads);
	}

	@Bean
	TableAdmission realtimeTableAdmission(PgConnections connections, RealtimeAuthorizationProperties properties) {
		return new TableAdmission(check(connections, properties), properties.rlsTimeout());
	}

	private static RowSecurity check(PgConnections connections, RealtimeAuthorizationProperties properties) {
		return new RowSecurity(connections::openKeptInTextForm, properties.rlsTimeout());
	}

	@Bean
	@Primary
	RowSecurityGuard realtimeRowSecurityGuard(StreamGuard guard, ObjectProvider<ClientClaims> claims,
			TableAdmission admission, RowSecurityGates gates, EntityCatalog catalog, RealtimeHub hub,
			RealtimeAuthorizationProperties properties, RealtimeWebProperties web, RealtimeSseProperties sse) {
		DatabaseIdentities identities = new DatabaseIdentities(properties.rlsRole(), properties.rlsAnonymousRole(),
				claims.getIfAvailable(() -> ClientClaims.NONE));
		ChannelExposure exposure = new ChannelExposure(web.exposure().include(), web.exposure().exclude());
		return new RowSecurityGuard(guard, identities, admission, gates, PublishedTables.of(catalog, exposure),
				hub::carriesMessages, sse.limits().retryAfter());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ClaimAccessor.class)
	static class TokenConfiguration {

		@Bean
		@ConditionalOnMissingBean(ClientClaims.class)
		TokenClaims realtimeTokenClaims() {
			return new TokenClaims();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		@Primary
		BlockingStreamGuard realtimeBlockingStreamGuard(
				@Qualifier("realtimeReactiveStreamGuard") ReactiveStreamGuard guard) {
			return new BlockingStreamGuard(guard);
		}

	}

}
