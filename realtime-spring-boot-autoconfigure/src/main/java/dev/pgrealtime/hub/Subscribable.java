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

import org.jspecify.annotations.Nullable;

/**
 * What somebody can subscribe to. Safe for use by several threads.
 */
interface Subscribable {

	/**
	 * Return the tenant that a subscription is to be limited to.
	 * @param name the tenant as text, or {@code null} for all tenants
	 * @return the tenant, or {@code null} if rows are not looked at for it
	 * @throws IllegalArgumentException if no row can be of such a tenant
	 */
	default @Nullable Tenant tenant(@Nullable String name) {
		return null;
	}

	void add(HubSubscription subscription);

	void remove(HubSubscription subscription);

	/**
	 * End every subscription and forget the past.
	 */
	void end();

	/**
	 * Return how many subscriptions are open.
	 * @return their number
	 */
	int size();

}
