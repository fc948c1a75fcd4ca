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

package dev.pgrealtime.autoconfigure.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.pgrealtime.autoconfigure.EmptyCatalogConfiguration;
import dev.pgrealtime.autoconfigure.RealtimeAutoConfiguration;
import dev.pgrealtime.delivery.DeliveryObserver;
import dev.pgrealtime.pipeline.EventObserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeMetricsAutoConfiguration}.
 */
class RealtimeMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runnerWithoutRegistry = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeMetricsAutoConfiguration.class))
		.withUserConfiguration(EmptyCatalogConfiguration.class)
		.withPropertyValues("realtime.connection.url=jdbc:postgresql://localhost/shop");

	private final ApplicationContextRunner runner = this.runnerWithoutRegistry.withBean(MeterRegistry.class,
			SimpleMeterRegistry::new);

	@Test
	void measures() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(RealtimeMetrics.class)
			.hasSingleBean(MeteringObserver.class));
	}

	@Test
	void timesTheCallsOfListeners() {
		this.runner.run((context) -> {
			DeliveryObserver observer = context.getBean(DeliveryObserver.class);
			observer.called("mails", Duration.ofMillis(5), true);
			observer.called("mails", Duration.ofMillis(7), false);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("realtime.delivery").tags("listener", "mails", "outcome", "SUCCESS").timer())
				.satisfies((timer) -> assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(5));
			assertThat(registry.get("realtime.delivery").tags("listener", "mails", "outcome", "FAILURE").timer())
				.satisfies((timer) -> assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(7));
		});
	}

	@Test
	void backsOffWithoutRegistry() {
		this.runnerWithoutRegistry
			.run((context) -> assertThat(context).doesNotHaveBean(RealtimeMetricsAutoConfiguration.class));
	}

	@Test
	void backsOffWithoutStream() {
		this.runner.withPropertyValues("realtime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RealtimeMetricsAutoConfiguration.class));
	}

	@Test
	void backsOffWithoutMicrometer() {
		this.runnerWithoutRegistry.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RealtimeMetricsAutoConfiguration.class));
	}

	@Test
	void backsOffFromTheUsersMeters() {
		this.runner.withBean("realtimeMetrics", MeterBinder.class, () -> mock(MeterBinder.class))
			.withBean("realtimeMeteringObserver", EventObserver.class, () -> mock(EventObserver.class))
			.run((context) -> assertThat(context).doesNotHaveBean(RealtimeMetrics.class)
				.doesNotHaveBean(MeteringObserver.class));
	}

}
