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

package dev.pgrealtime.autoconfigure.endpoint;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.pgrealtime.autoconfigure.EmptyCatalogConfiguration;
import dev.pgrealtime.autoconfigure.RealtimeAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeParkedEndpointAutoConfiguration}.
 */
class RealtimeParkedEndpointAutoConfigurationTests {

	private final ApplicationContextRunner hiddenRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeParkedEndpointAutoConfiguration.class))
		.withUserConfiguration(EmptyCatalogConfiguration.class)
		.withPropertyValues("realtime.connection.url=jdbc:postgresql://localhost/shop");

	private final ApplicationContextRunner runner = this.hiddenRunner
		.withPropertyValues("management.endpoints.web.exposure.include=realtimeparked");

	@Test
	void hasAnEndpoint() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(RealtimeParkedEndpoint.class));
	}

	@Test
	void backsOffUntilExposed() {
		this.hiddenRunner.run((context) -> assertThat(context).doesNotHaveBean(RealtimeParkedEndpoint.class));
	}

	@Test
	void backsOffWithoutStream() {
		this.runner.withPropertyValues("realtime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RealtimeParkedEndpoint.class));
	}

	@Test
	void backsOffWithoutActuator() {
		this.runner.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RealtimeParkedEndpointAutoConfiguration.class));
	}

	@Test
	void backsOffFromTheUsersEndpoint() {
		RealtimeParkedEndpoint endpoint = mock(RealtimeParkedEndpoint.class);
		this.runner.withBean(RealtimeParkedEndpoint.class, () -> endpoint)
			.run((context) -> assertThat(context).getBean(RealtimeParkedEndpoint.class).isSameAs(endpoint));
	}

}
