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

package dev.pgrealtime.web.sse;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import dev.pgrealtime.StreamRequest;
import dev.pgrealtime.TenantResolver;
import dev.pgrealtime.hub.ChannelTenants;
import dev.pgrealtime.hub.filter.FilterAttribute;

/**
 * Limits clients to the rows of their tenant. Safe for use by several threads.
 *
 * @param channels knows which channels belong to several tenants
 * @param resolver tells to which of them a client belongs
 */
public record SseTenants(ChannelTenants channels, TenantResolver resolver) {

	private static final Log logger = LogFactory.getLog(SseTenants.class);

	/**
	 * Return the tenant whose rows a client may see.
	 * @param request what the client asks for
	 * @return the tenant, or {@code null} if the rows of the channel are everybody's
	 * @throws SseRefusedException if they are not, and the client belongs to no tenant
	 */
	@Nullable String tenantOf(StreamRequest request) {
		FilterAttribute attribute = this.channels.attributeOf(request.channel());
		if (attribute == null) {
			return null;
		}
		try {
			String tenant = this.resolver.resolve(request);
			if (StringUtils.hasLength(tenant)) {
				attribute.parse(tenant);
				return tenant;
			}
		}
		// Whatever is wrong, nobody is to see the rows of others
		catch (RuntimeException ex) {
			logger.warn("Refusing a stream of channel '%s', as its tenant cannot be told".formatted(request.channel()),
					ex);
		}
		throw SseRefusedException.hasNoTenant(this.resolver.absence());
	}

	/**
	 * Return the tenant whose messages a client may see, besides those for everybody.
	 * @param request what the client asks for
	 * @return the tenant, or {@code null} if the client belongs to none
	 * @throws SseRefusedException if that cannot be told
	 */
	@Nullable String tenantOfMessages(StreamRequest request) {
		try {
			String tenant = this.resolver.resolve(request);
			return StringUtils.hasLength(tenant) ? tenant : null;
		}
		catch (RuntimeException ex) {
			logger.warn("Refusing a stream of channel '%s', as its tenant cannot be told".formatted(request.channel()),
					ex);
			throw SseRefusedException.hasNoTenant(this.resolver.absence());
		}
	}

}
