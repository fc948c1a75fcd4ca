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

import java.time.Clock;

import jakarta.persistence.EntityManagerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.PermissionEvaluator;
import org.springframework.security.access.expression.DenyAllPermissionEvaluator;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.DefaultAuthorizationManagerFactory;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.authorization.SingleResultAuthorizationManager;
import org.springframework.security.config.core.GrantedAuthorityDefaults;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.web.SecurityFilterChain;

import dev.pgrealtime.PrincipalExpiry;
import dev.pgrealtime.RealtimeSubscription;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.web.security.InvalidExpressionException;
import dev.pgrealtime.web.security.LogoutListener;
import dev.pgrealtime.web.security.RowExpressions;
import dev.pgrealtime.web.security.StreamAuthorizer;
import dev.pgrealtime.web.security.TokenExpiry;
import dev.pgrealtime.web.security.reactive.ReactiveStreamAuthorizer;
import dev.pgrealtime.web.sse.SseEndpoint;
import dev.pgrealtime.web.sse.StreamGuard;
import dev.pgrealtime.web.sse.reactive.ReactiveStreamGuard;

/**
 * {@link org.springframework.boot.autoconfigure.EnableAutoConfiguration
 * Auto-configuration} for streams that Spring Security protects.
 */
@AutoConfiguration(after = RealtimeHubAutoConfiguration.class,
		before = { RealtimeSseWebMvcAutoConfiguration.class, RealtimeSseWebFluxAutoConfiguration.class },
		afterName = { "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
				"org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration" })
@ConditionalOnClass({ SecurityFilterChain.class, GrantedAuthorityDefaults.class })
@Conditional(OnWebSecurityCondition.class)
@ConditionalOnBean(RealtimeHub.class)
@EnableConfigurationProperties(RealtimeAuthorizationProperties.class)
public final class RealtimeSecurityAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(StreamGuard.class)
	StreamAuthorizer realtimeStreamAuthorizer(RealtimeAuthorizationProperties properties,
			ObjectProvider<AuthorizationManager<RealtimeSubscription>> manager, RowExpressions expressions,
			ObjectProvider<PrincipalExpiry> expiry) {
		return new StreamAuthorizer(properties.anonymous(),
				manager.getIfAvailable(SingleResultAuthorizationManager::permitAll), expressions,
				expiry.getIfAvailable(() -> (principal) -> null), Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean
	RowExpressions realtimeRowExpressions(EntityCatalog catalog, EntityManagerFactory entityManagerFactory,
			BeanFactory beans, ObjectProvider<RoleHierarchy> hierarchy, ObjectProvider<GrantedAuthorityDefaults> roles,
			ObjectProvider<PermissionEvaluator> permissions) {
		DefaultAuthorizationManagerFactory<Object> managers = new DefaultAuthorizationManagerFactory<>();
		hierarchy.ifAvailable(managers::setRoleHierarchy);
		roles.ifAvailable((defaults) -> managers.setRolePrefix(defaults.getRolePrefix()));
		try {
			return new RowExpressions(SecuredEntities.of(catalog, entityManagerFactory.getMetamodel()), beans, managers,
					permissions.getIfAvailable(DenyAllPermissionEvaluator::new));
		}
		catch (InvalidExpressionException ex) {
			throw new RealtimeConfigurationException(String.valueOf(ex.getMessage()), ex.action());
		}
	}

	@Bean
	LogoutListener realtimeLogoutListener(ObjectProvider<SseEndpoint> endpoint) {
		return new LogoutListener(endpoint::getIfAvailable);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(OAuth2Token.class)
	static class TokenConfiguration {

		@Bean
		@ConditionalOnMissingBean(PrincipalExpiry.class)
		TokenExpiry realtimeTokenExpiry() {
			return new TokenExpiry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		ReactiveStreamGuard realtimeReactiveStreamGuard(
				ObjectProvider<ReactiveAuthorizationManager<RealtimeSubscription>> manager) {
			ReactiveAuthorizationManager<RealtimeSubscription> available = manager.getIfAvailable();
			return (available != null) ? new ReactiveStreamAuthorizer(available) : ReactiveStreamGuard.NONE;
		}

	}

}
