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

import java.util.Set;
import java.util.stream.Collectors;

import jakarta.persistence.EntityManagerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.RealtimeStreams;
import dev.pgrealtime.hub.BufferLimits;
import dev.pgrealtime.hub.EventEncoder;
import dev.pgrealtime.hub.HistoryLimits;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.hub.filter.ChannelAttributes;
import dev.pgrealtime.hub.filter.FilterLimits;
import dev.pgrealtime.hub.filter.FilterParser;
import dev.pgrealtime.hub.reactive.HubRealtimeStreams;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.pipeline.HubObserver;
import dev.pgrealtime.pipeline.PublishedRows;
import dev.pgrealtime.web.json.JsonEventEncoder;
import dev.pgrealtime.web.json.RealtimeEventSerializer;
import dev.pgrealtime.web.json.SentEntity;

/**
 * {@link org.springframework.boot.autoconfigure.EnableAutoConfiguration
 * Auto-configuration} for the hub that events reach their subscribers through.
 */
@AutoConfiguration(afterName = { "dev.pgrealtime.autoconfigure.RealtimeAutoConfiguration",
		"org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
@ConditionalOnBooleanProperty(name = "realtime.enabled", matchIfMissing = true)
@ConditionalOnBean(EntityCatalog.class)
@EnableConfigurationProperties(RealtimeSseProperties.class)
@Import(HubMessagingConfiguration.class)
public final class RealtimeHubAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RealtimeHub realtimeHub(EntityCatalog catalog, RealtimeSseProperties properties) {
		RealtimeSseProperties.History history = properties.history();
		return new RealtimeHub(() -> channels(catalog), new CatalogTenants(catalog),
				new BufferLimits(properties.bufferSize(), properties.bufferBytes().toBytes()),
				new HistoryLimits(history.events(), history.size().toBytes(), history.age()), System::nanoTime);
	}

	private static Set<String> channels(EntityCatalog catalog) {
		return catalog.entities()
			.stream()
			.map((entity) -> entity.model().channel())
			.collect(Collectors.toUnmodifiableSet());
	}

	@Bean
	@ConditionalOnMissingBean
	FilterParser realtimeFilterParser(ObjectProvider<ChannelAttributes> attributes, RealtimeSseProperties properties) {
		ChannelAttributes nothing = (channel, path) -> null;
		FilterLimits limits = new FilterLimits(properties.limits().filterLength(),
				properties.limits().filterConditions(), FilterLimits.DEFAULT.depth(), FilterLimits.DEFAULT.listSize());
		return new FilterParser(attributes.getIfAvailable(() -> nothing), limits);
	}

	@Bean
	HubObserver realtimeHubObserver(RealtimeHub hub, ObjectProvider<PublishedRows> rows) {
		return new HubObserver(hub, rows.getIfAvailable());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ JsonMapper.class, EntityManagerFactory.class })
	@ConditionalOnMissingBean(EventEncoder.class)
	static class JsonConfiguration {

		@Bean
		@ConditionalOnBean(JsonMapper.class)
		@ConditionalOnSingleCandidate(EntityManagerFactory.class)
		JsonEventEncoder realtimeEventEncoder(JsonMapper mapper, EntityManagerFactory entityManagerFactory,
				EntityCatalog catalog) {
			return new JsonEventEncoder(mapper, entityManagerFactory,
					() -> catalog.entities().stream().map(JsonConfiguration::sent).toList());
		}

		private static SentEntity sent(RegisteredEntity entity) {
			return new SentEntity(entity.model().channel(), entity.model().entityType(), entity.unobservedAttributes());
		}

		@Bean
		@ConditionalOnBean(JsonEventEncoder.class)
		@ConditionalOnMissingBean
		ChannelAttributes realtimeChannelAttributes(JsonEventEncoder encoder) {
			return encoder.attributes();
		}

		@Bean
		@ConditionalOnSingleCandidate(EntityManagerFactory.class)
		JacksonModule realtimeJacksonModule(ObjectProvider<JsonEventEncoder> encoder) {
			return new SimpleModule("realtime").addSerializer(new RealtimeEventSerializer(encoder::getObject));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Flux.class)
	static class ReactorConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RealtimeStreams realtimeStreams(RealtimeHub hub, EntityCatalog catalog, FilterParser filters) {
			return new HubRealtimeStreams(hub,
					() -> catalog.entities().stream().<EntityModel<?>>map(RegisteredEntity::model).toList(), filters);
		}

	}

}
