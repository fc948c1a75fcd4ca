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

import jakarta.persistence.EntityManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

import dev.pgrealtime.RealtimeRegistrar;
import dev.pgrealtime.RealtimeRegistry;
import dev.pgrealtime.delivery.EventDelivery;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.hibernate.HibernateEntityCatalog;
import dev.pgrealtime.pipeline.ControlConnection;
import dev.pgrealtime.pipeline.EventListeners;
import dev.pgrealtime.pipeline.EventObserver;
import dev.pgrealtime.pipeline.EventPipeline;
import dev.pgrealtime.pipeline.RealtimeEventListenerFactory;
import dev.pgrealtime.pipeline.RealtimeLifecycle;
import dev.pgrealtime.pipeline.SignalHandler;
import dev.pgrealtime.pipeline.StreamSignals;
import dev.pgrealtime.pipeline.UndecodableChanges;
import dev.pgrealtime.pipeline.WalFence;
import dev.pgrealtime.replication.ConnectionSettings;
import dev.pgrealtime.replication.InitialRows;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.replication.ReplicationSettings;
import dev.pgrealtime.replication.ReplicationSocketFactory;
import dev.pgrealtime.replication.ReplicationWorker;
import dev.pgrealtime.replication.SlotInspector;

/**
 * {@link AutoConfiguration Auto-configuration} for the stream of committed changes.
 */
@AutoConfiguration(after = HibernateJpaAutoConfiguration.class)
@ConditionalOnClass(name = { "org.hibernate.SessionFactory", "org.postgresql.Driver" })
@ConditionalOnBean(EntityManagerFactory.class)
@ConditionalOnBooleanProperty(name = "realtime.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RealtimeProperties.class)
@Import({ DeliveryConfiguration.class, ParkingConfiguration.class })
@ImportRuntimeHints(RealtimeAutoConfiguration.DriverHints.class)
public final class RealtimeAutoConfiguration {

	RealtimeAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	RealtimeConnectionDetails realtimeConnectionDetails(RealtimeProperties properties,
			ObjectProvider<JdbcConnectionDetails> jdbcConnectionDetails) {
		return new PropertiesRealtimeConnectionDetails(properties.connection(), jdbcConnectionDetails.getIfUnique());
	}

	@Bean
	ReplicationSettingsFactory realtimeReplicationSettingsFactory(RealtimeProperties properties,
			Environment environment) {
		return new ReplicationSettingsFactory(properties, environment.getProperty("spring.application.name"));
	}

	@Bean
	ReplicationSettings realtimeReplicationSettings(ReplicationSettingsFactory factory, EntityCatalog catalog) {
		return factory.create(catalog);
	}

	@Bean
	PgConnections realtimePgConnections(RealtimeConnectionDetails details, ReplicationSettingsFactory factory) {
		return new PgConnections(
				() -> new ConnectionSettings(details.getJdbcUrl(), details.getUsername(), details.getPassword()),
				factory.slotName());
	}

	@Bean
	ControlConnection realtimeControlConnection(PgConnections connections) {
		return new ControlConnection(connections);
	}

	@Bean
	@ConditionalOnMissingBean
	EntityCatalog realtimeEntityCatalog(ObjectProvider<EntityManagerFactory> entityManagerFactories,
			ObjectProvider<RealtimeRegistrar> registrars, ControlConnection controlConnection) {
		EntityManagerFactory entityManagerFactory = entityManagerFactories.getIfUnique();
		if (entityManagerFactory == null) {
			throw new RealtimeConfigurationException(
					"It is unknown which entities to stream, because there is more than one EntityManagerFactory",
					"Mark the EntityManagerFactory of the @RealtimeEntity classes as @Primary, "
							+ "or set realtime.enabled=false.");
		}
		RealtimeRegistry registry = new RealtimeRegistry();
		registrars.orderedStream().forEach((registrar) -> registrar.register(registry));
		return new HibernateEntityCatalog(entityManagerFactory, registry.registrations(), controlConnection);
	}

	@Bean
	EventPipeline realtimeEventPipeline(EntityCatalog catalog, EventDelivery delivery, EventListeners eventListeners,
			UndecodableChanges undecodableChanges, ObjectProvider<EventObserver> observers,
			ObjectProvider<SignalHandler> signalHandlers) {
		return new EventPipeline(catalog, delivery, eventListeners, undecodableChanges,
				observers.orderedStream().toList(), new StreamSignals(signalHandlers.stream().toList()),
				System::nanoTime);
	}

	@Bean
	WalFence realtimeFence(PgConnections connections, ObjectProvider<ReplicationWorker> worker) {
		return new WalFence(connections, () -> worker.getObject().status(), System::nanoTime);
	}

	@Bean
	ReplicationWorker realtimeReplicationWorker(ReplicationSettings settings, PgConnections connections,
			EventPipeline pipeline, ParkingConfiguration parking, EventDelivery delivery,
			ObjectProvider<InitialRows> initialRows) {
		return new ReplicationWorker(settings, connections, pipeline, () -> parking.tables(delivery),
				initialRows.getIfAvailable());
	}

	@Bean
	SlotInspector realtimeSlotInspector(PgConnections connections, ReplicationSettings settings) {
		return new SlotInspector(connections, settings.slot().name(), System::nanoTime);
	}

	@Bean
	RealtimeLifecycle realtimeLifecycle(ReplicationWorker worker, EventDelivery delivery, EventPipeline pipeline,
			ControlConnection controlConnection, RealtimeEventListenerFactory listeners, EntityCatalog catalog) {
		return new RealtimeLifecycle(worker, delivery, pipeline, controlConnection, listeners, catalog);
	}

	@Bean
	static RealtimeEventListenerFactory realtimeEventListenerFactory() {
		return new RealtimeEventListenerFactory();
	}

	@Bean
	static LazyInitializationExcludeFilter realtimeLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(RealtimeLifecycle.class);
	}

	/**
	 * The driver makes the socket factory by its name.
	 */
	static class DriverHints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.reflection().registerType(ReplicationSocketFactory.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
		}

	}

}
