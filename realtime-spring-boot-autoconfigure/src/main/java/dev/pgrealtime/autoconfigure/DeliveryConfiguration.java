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

import java.time.Clock;
import java.util.List;
import java.util.function.Function;

import jakarta.persistence.EntityManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.delivery.DeliveryClock;
import dev.pgrealtime.delivery.DeliveryCollaborators;
import dev.pgrealtime.delivery.DeliveryObserver;
import dev.pgrealtime.delivery.DeliverySettings;
import dev.pgrealtime.delivery.EventKeys;
import dev.pgrealtime.delivery.LaneDelivery;
import dev.pgrealtime.delivery.ListenerThreads;
import dev.pgrealtime.delivery.OnceOnly;
import dev.pgrealtime.delivery.ParkedEvents;
import dev.pgrealtime.delivery.RealtimeListenerFactory;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.RegisteredEntity;
import dev.pgrealtime.replication.ReplicationSettings;

/**
 * What delivers to the methods of {@code @RealtimeListener}.
 */
@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

	@Bean
	static RealtimeListenerFactory realtimeListenerFactory() {
		return new RealtimeListenerFactory();
	}

	@Bean
	@ConditionalOnThreading(Threading.PLATFORM)
	ListenerThreads realtimeListenerPlatformThreads() {
		return ListenerThreads.platform();
	}

	@Bean
	@ConditionalOnThreading(Threading.VIRTUAL)
	ListenerThreads realtimeListenerVirtualThreads() {
		return ListenerThreads.virtual();
	}

	@Bean
	LaneDelivery realtimeEventDelivery(RealtimeListenerFactory listeners, EventKeys keys, DeliverySettings settings,
			DeliveryCollaborators collaborators) {
		return new LaneDelivery(listeners, keys, settings, collaborators);
	}

	@Bean
	EventKeys realtimeEventKeys(EntityCatalog catalog, ObjectProvider<EntityManagerFactory> entityManagerFactories) {
		EntityManagerFactory factory = entityManagerFactories.getIfUnique();
		Function<Object, @Nullable Object> identifier = (factory != null)
				? (entity) -> factory.getPersistenceUnitUtil().getIdentifier(entity) : (entity) -> null;
		List<EntityModel<?>> models = catalog.entities().stream().<EntityModel<?>>map(RegisteredEntity::model).toList();
		return new EventKeys(models, identifier);
	}

	@Bean
	DeliverySettings realtimeDeliverySettings(RealtimeProperties properties, ReplicationSettings replication) {
		RealtimeProperties.Listener listener = properties.listener();
		return new DeliverySettings(replication.redeliver(), listener.maxAttempts(), listener.onExhausted(),
				listener.maxInFlight(), replication.bufferSize(), listener.batchSize());
	}

	@Bean
	DeliveryCollaborators realtimeDeliveryCollaborators(ListenerThreads threads,
			ObjectProvider<DeliveryObserver> observers, ObjectProvider<ParkedEvents> parkedEvents,
			ObjectProvider<OnceOnly> onceOnly) {
		List<DeliveryObserver> all = observers.orderedStream().toList();
		DeliveryObserver observer = (listenerId, duration, succeeded) -> all
			.forEach((each) -> each.called(listenerId, duration, succeeded));
		return new DeliveryCollaborators(threads.executor(), DeliveryClock.system(Clock.systemUTC(), System::nanoTime),
				observer, parkedEvents.getIfAvailable(), onceOnly.getIfAvailable());
	}

}
