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

import java.security.Principal;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

import dev.pgrealtime.StreamRequest;
import dev.pgrealtime.TenantResolver;
import dev.pgrealtime.web.security.ClaimTenantResolver;
import dev.pgrealtime.web.security.TokenClaims;

/**
 * Tells the tenant of a client where the application does not.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RealtimeTenantProperties.class)
class TenantConfiguration {

	private static final String CLAIM = "claim:";

	private static final String OAUTH2 = "org.springframework.security.oauth2.core.ClaimAccessor";

	@Bean
	@ConditionalOnMissingBean
	TenantResolver realtimeTenantResolver(RealtimeTenantProperties properties, ResourceLoader resources) {
		String from = properties.from();
		if (from == null || from.isEmpty()) {
			return (request) -> null;
		}
		if (from.equals("name")) {
			return TenantConfiguration::name;
		}
		String claim = from.startsWith(CLAIM) ? from.substring(CLAIM.length()).strip() : "";
		if (claim.isEmpty()) {
			throw invalid(from, "It must be 'name', or 'claim:' and the name of a claim as in 'claim:organization', "
					+ "unless there is a TenantResolver that knows what else it means.");
		}
		if (!ClassUtils.isPresent(OAUTH2, resources.getClassLoader())) {
			throw invalid(from, "There are no claims without OAuth2. Add spring-boot-starter-security-oauth2-"
					+ "resource-server or -client, or make a TenantResolver.");
		}
		return new ClaimTenantResolver(claim, new TokenClaims());
	}

	private static InvalidConfigurationPropertyValueException invalid(String from, String reason) {
		return new InvalidConfigurationPropertyValueException("realtime.tenant.from", from, reason);
	}

	private static @Nullable String name(StreamRequest request) {
		Principal principal = request.principal();
		return (principal != null) ? principal.getName() : null;
	}

}
