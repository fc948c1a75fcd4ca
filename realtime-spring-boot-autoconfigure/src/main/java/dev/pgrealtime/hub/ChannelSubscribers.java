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

package dev.pgrealtime.hub;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.hub.filter.AttributeValues;
import dev.pgrealtime.hub.filter.FilterAttribute;
import dev.pgrealtime.hub.filter.FilterIndex;
import dev.pgrealtime.hub.filter.FilterOutcome;

/**
 * The subscribers of a channel: those of each tenant by themselves, so that a row costs
 * the others nothing, and those who see the rows of all. Safe for use by several threads.
 */
final class ChannelSubscribers {

	private final FilterIndex<HubSubscription> ofAllTenants = new FilterIndex<>();

	private final Map<Object, FilterIndex<HubSubscription>> byTenant = new ConcurrentHashMap<>();

	private final @Nullable FilterAttribute tenantAttribute;

	ChannelSubscribers(@Nullable FilterAttribute tenantAttribute) {
		this.tenantAttribute = tenantAttribute;
	}

	void add(HubSubscription subscriber) {
		Tenant tenant = subscriber.tenant();
		if (tenant == null) {
			this.ofAllTenants.add(subscriber.request().filter(), subscriber);
			return;
		}
		this.byTenant.compute(tenant.key(), (key, present) -> {
			FilterIndex<HubSubscription> index = (present != null) ? present : new FilterIndex<>();
			index.add(subscriber.request().filter(), subscriber);
			return index;
		});
	}

	void remove(HubSubscription subscriber) {
		Tenant tenant = subscriber.tenant();
		if (tenant == null) {
			this.ofAllTenants.remove(subscriber.request().filter(), subscriber);
			return;
		}
		this.byTenant.computeIfPresent(tenant.key(), (key, index) -> {
			index.remove(subscriber.request().filter(), subscriber);
			return index.isEmpty() ? null : index;
		});
	}

	/**
	 * Find those whom an event may concern.
	 * @param event the event
	 * @param action takes each subscriber once, with what the event means to its filter
	 */
	void forEachConcerned(EncodedEvent event, BiConsumer<HubSubscription, FilterOutcome> action) {
		this.ofAllTenants.forEachMatch(event.event(), action);
		if (this.tenantAttribute == null || this.byTenant.isEmpty()) {
			return;
		}
		if (event.event() instanceof TableTruncated<?>) {
			this.byTenant.values().forEach((index) -> index.forEachMatch(event.event(), action));
			return;
		}
		AttributeValues tenants = event.tenants(this.tenantAttribute);
		if (!tenants.knowsAfter() || !tenants.knowsBefore()) {
			forEachOfAnyTenant(tenants, event, action);
			return;
		}
		forEachMatch(tenants.after(), event, action);
		if (!Objects.equals(tenants.before(), tenants.after())) {
			forEachMatch(tenants.before(), event, action);
		}
	}

	private void forEachMatch(@Nullable Object tenant, EncodedEvent event,
			BiConsumer<HubSubscription, FilterOutcome> action) {
		FilterIndex<HubSubscription> index = (tenant != null) ? this.byTenant.get(tenant) : null;
		if (index != null) {
			index.forEachMatch(event.event(), action);
		}
	}

	// A filter must not tell anything about a row that may be somebody else's
	private void forEachOfAnyTenant(AttributeValues tenants, EncodedEvent event,
			BiConsumer<HubSubscription, FilterOutcome> action) {
		this.byTenant.forEach((tenant, index) -> {
			if (tenant.equals(tenants.after())) {
				index.forEachMatch(event.event(), action);
			}
			else {
				index.forEach((subscriber) -> action.accept(subscriber, FilterOutcome.MATCHING));
			}
		});
	}

	void forEach(Consumer<HubSubscription> action) {
		this.ofAllTenants.forEach(action);
		this.byTenant.values().forEach((index) -> index.forEach(action));
	}

	int size() {
		return this.ofAllTenants.size() + this.byTenant.values().stream().mapToInt(FilterIndex::size).sum();
	}

}
