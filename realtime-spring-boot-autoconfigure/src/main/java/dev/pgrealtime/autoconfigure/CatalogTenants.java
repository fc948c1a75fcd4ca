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

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.hub.ChannelTenants;
import dev.pgrealtime.hub.filter.FilterAttribute;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.mapping.TenantAttribute;

/**
 * The channels of entities that have tenants.
 */
final class CatalogTenants implements ChannelTenants {

	private final Map<String, Optional<FilterAttribute>> attributes = new ConcurrentHashMap<>();

	private final EntityCatalog catalog;

	CatalogTenants(EntityCatalog catalog) {
		this.catalog = catalog;
	}

	@Override
	public @Nullable FilterAttribute attributeOf(String channel) {
		return this.attributes.computeIfAbsent(channel, this::find).orElse(null);
	}

	private Optional<FilterAttribute> find(String channel) {
		return this.catalog.entities()
			.stream()
			.filter((entity) -> entity.model().channel().equals(channel))
			.findFirst()
			.map(RegisteredEntity::tenant)
			.map(CatalogTenants::attribute);
	}

	private static FilterAttribute attribute(TenantAttribute tenant) {
		return FilterAttribute.of(tenant.path(), tenant.root(), tenant.javaType(), tenant.reader());
	}

}
