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

package dev.pgrealtime.autoconfigure.health;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

import dev.pgrealtime.autoconfigure.RealtimeAutoConfiguration;
import dev.pgrealtime.delivery.EventDelivery;
import dev.pgrealtime.replication.ReplicationWorker;

/**
 * {@link AutoConfiguration Auto-configuration} for the health of the stream of changes.
 */
@AutoConfiguration(after = RealtimeAutoConfiguration.class)
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(ReplicationWorker.class)
@ConditionalOnEnabledHealthIndicator("realtime")
public final class RealtimeHealthContributorAutoConfiguration {

	RealtimeHealthContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = { "realtimeHealthIndicator", "realtimeHealthContributor" })
	HealthContributor realtimeHealthContributor(ReplicationWorker worker, EventDelivery delivery) {
		return new RealtimeHealthIndicator(worker, delivery);
	}

}
