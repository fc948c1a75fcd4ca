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

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.pgrealtime.TenantResolver;
import dev.pgrealtime.hub.filter.FilterAttribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SseTenants}.
 */
class SseTenantsTests {

	private static final FilterAttribute OWNER = FilterAttribute.of("owner", Long.class, (entity) -> entity);

	@Test
	void tenantIsWhatTheApplicationMakesOfTheRequest() {
		TenantResolver resolver = (request) -> request.channel() + request.header("X-Tenant");
		SseTenants tenants = new SseTenants((channel) -> FilterAttribute.of("owner", String.class, (entity) -> entity),
				resolver);
		assertThat(tenants.tenantOf(request("notes", "7"))).isEqualTo("notes7");
	}

	@Test
	void applicationIsNotAskedWhereRowsAreEverybodys() {
		SseTenants tenants = new SseTenants((channel) -> null, (request) -> {
			throw new IllegalStateException("asked");
		});
		assertThat(tenants.tenantOf(request("notes", null))).isNull();
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "one", "1e3", " " })
	void clientWithoutPossibleTenantIsRefused(@Nullable String tenant) {
		assertRefused((request) -> tenant);
	}

	@Test
	void clientIsRefusedWhenItsTenantCannotBeTold() {
		assertRefused((request) -> {
			throw new IllegalStateException("no answer");
		});
	}

	@Test
	void clientSeesMessagesOfItsTenant() {
		SseTenants tenants = new SseTenants((channel) -> null, (request) -> request.header("X-Tenant"));
		assertThat(tenants.tenantOfMessages(request("chat", "acme"))).isEqualTo("acme");
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = "")
	void clientWithoutTenantSeesMessagesForEverybodyOnly(@Nullable String tenant) {
		assertThat(new SseTenants((channel) -> null, (request) -> tenant).tenantOfMessages(request("chat", null)))
			.isNull();
	}

	@Test
	void clientSeesNoMessageWhenItsTenantCannotBeTold() {
		SseTenants tenants = new SseTenants((channel) -> null, (request) -> {
			throw new IllegalStateException("no answer");
		});
		assertThatExceptionOfType(SseRefusedException.class)
			.isThrownBy(() -> tenants.tenantOfMessages(request("chat", null)));
	}

	private static void assertRefused(TenantResolver resolver) {
		SseTenants tenants = new SseTenants((channel) -> OWNER, resolver);
		assertThatExceptionOfType(SseRefusedException.class).isThrownBy(() -> tenants.tenantOf(request("notes", null)))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(403));
	}

	private static SseRequest request(String channel, @Nullable String tenant) {
		Map<String, String> headers = (tenant != null) ? Map.of("X-Tenant", tenant) : Map.of();
		return new SseRequest(channel, null, null, "client", null, headers::get, ClientSession.NONE);
	}

}
