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

import java.time.Duration;

import javax.sql.DataSource;

import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

import dev.pgrealtime.RealtimePublisher;
import dev.pgrealtime.backend.InProcessBackend;
import dev.pgrealtime.backend.PostgresBackend;
import dev.pgrealtime.hub.HubBackend;
import dev.pgrealtime.hub.HubPublisher;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.replication.NotificationListener;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.replication.ReplicationSettings;

/**
 * What publishes messages of the application.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(JsonMapper.class)
@EnableConfigurationProperties(RealtimeHubProperties.class)
class HubMessagingConfiguration {

	@Bean
	@ConditionalOnBean(JsonMapper.class)
	@ConditionalOnMissingBean(RealtimePublisher.class)
	HubPublisher realtimePublisher(RealtimeHub hub, RealtimeHubProperties properties, HubBackend backend,
			JsonMapper mapper, EntityCatalog catalog) {
		catalog.entities()
			.stream()
			.map((entity) -> entity.model().channel())
			.filter(properties.channels()::contains)
			.findFirst()
			.ifPresent((channel) -> {
				throw new InvalidConfigurationPropertyValueException("realtime.hub.channels", channel,
						"It is the channel of an entity.");
			});
		return new HubPublisher(hub, properties.channels(), backend, mapper::writeValueAsString);
	}

	@Bean
	static LazyInitializationExcludeFilter realtimePublisherLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(HubPublisher.class);
	}

	@Bean
	@ConditionalOnMissingBean
	HubBackend realtimeHubBackend() {
		return new InProcessBackend();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = "realtime.hub.backend", havingValue = "postgres")
	static class PostgresConfiguration {

		/** How long a dead connection is not noticed, and once more to answer. */
		private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(10);

		@Bean
		@ConditionalOnMissingBean(HubBackend.class)
		PostgresBackend realtimeHubBackend(DataSource dataSource, PgConnections connections,
				ReplicationSettings settings, RealtimeHubProperties properties) {
			String channel = (properties.notifyChannel() != null) ? properties.notifyChannel() : settings.slot().name();
			return new PostgresBackend(dataSource,
					new NotificationListener(connections, channel, settings.reconnect(), SILENCE_TIMEOUT), channel);
		}

	}

}
