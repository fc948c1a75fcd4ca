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

import dev.pgrealtime.hub.filter.AttributeValues;
import dev.pgrealtime.hub.filter.FilterAttribute;

/**
 * The tenant that a subscription is limited to.
 *
 * @param attribute says whose a row is
 * @param key the value that it has in the rows of the tenant, in its normal form
 */
record Tenant(FilterAttribute attribute, Object key) {

	/**
	 * Return which rows of an event belong to the tenant.
	 * @param tenants whose they are
	 * @return the rows; {@code null} if it is unknown whether the tenant had or has one
	 */
	@Nullable Sight sight(AttributeValues tenants) {
		if (!tenants.knowsAfter()) {
			return null;
		}
		boolean owns = this.key.equals(tenants.after());
		if (!tenants.knowsBefore()) {
			return owns ? Sight.NEW : null;
		}
		return Sight.of(this.key.equals(tenants.before()), owns);
	}

}
