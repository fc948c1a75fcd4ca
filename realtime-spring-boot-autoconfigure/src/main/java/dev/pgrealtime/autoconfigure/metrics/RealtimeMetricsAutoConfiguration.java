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

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.context.annotation.Bean;

import dev.pgrealtime.autoconfigure.RealtimeAutoConfiguration;
import dev.pgrealtime.replication.ReplicationWorker;
import dev.pgrealtime.replication.SlotInspector;

/**
 * {@link AutoConfiguration Auto-configuration} for the meters of the stream of changes.
 */
@AutoConfiguration(after = { RealtimeAutoConfiguration.class, MetricsAutoConfiguration.class,
		CompositeMeterRegistryAutoConfiguration.class })
@ConditionalOnClass({ MeterRegistry.class, MetricsAutoConfiguration.class })
@ConditionalOnBean({ ReplicationWorker.class, MeterRegistry.class })
public final class RealtimeMetricsAutoConfiguration {

	RealtimeMetricsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = "realtimeMetrics")
	RealtimeMetrics realtimeMetrics(ReplicationWorker worker, SlotInspector inspector) {
		return new RealtimeMetrics(worker, inspector);
	}

	@Bean
	@ConditionalOnMissingBean(name = "realtimeMeteringObserver")
	MeteringObserver realtimeMeteringObserver(MeterRegistry registry) {
		return new MeteringObserver(registry);
	}

	@Bean
	@ConditionalOnMissingBean(name = "realtimeDeliveryMeters")
	DeliveryMeters realtimeDeliveryMeters(MeterRegistry registry) {
		return new DeliveryMeters(registry);
	}

}
