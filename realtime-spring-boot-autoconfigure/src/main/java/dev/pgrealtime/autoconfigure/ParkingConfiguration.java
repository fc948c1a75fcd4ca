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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

import dev.pgrealtime.delivery.DeliverySettings;
import dev.pgrealtime.delivery.EventDelivery;
import dev.pgrealtime.delivery.EventKeys;
import dev.pgrealtime.delivery.ExhaustionPolicy;
import dev.pgrealtime.delivery.ParkedEvents;
import dev.pgrealtime.delivery.jdbc.DeliveredEvents;
import dev.pgrealtime.delivery.jdbc.DeliveryTables;
import dev.pgrealtime.delivery.jdbc.JdbcOnceOnly;
import dev.pgrealtime.delivery.jdbc.JdbcParkedEvents;
import dev.pgrealtime.delivery.jdbc.ParkedEventDecoder;
import dev.pgrealtime.delivery.jdbc.ParkedEventOperations;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.pipeline.EventListeners;
import dev.pgrealtime.pipeline.UndecodableChanges;
import dev.pgrealtime.pipeline.UndecodablePolicy;
import dev.pgrealtime.replication.OwnTable;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.replication.ReplicationSettings;

/**
 * What becomes of events that cannot be handled, and of those that must not be handled
 * twice.
 */
@Configuration(proxyBeanMethods = false)
class ParkingConfiguration {

	/** Longer than a standby with a copy of the slot lags behind. */
	private static final Duration RETENTION = Duration.ofMinutes(10);

	private final Clock clock = Clock.systemUTC();

	private final RealtimeProperties.Listener properties;

	ParkingConfiguration(RealtimeProperties properties) {
		this.properties = properties.listener();
	}

	@Bean
	JdbcParkedEvents realtimeParkedEvents(PgConnections connections, ReplicationSettings settings,
			EntityCatalog catalog) {
		return new JdbcParkedEvents(connections, settings.slot().name(), catalog, this.properties.parkedKey(),
				this.clock);
	}

	@Bean
	ParkedEventOperations realtimeParkedEventOperations(PgConnections connections, ReplicationSettings settings,
			EntityCatalog catalog, EventKeys keys, EventDelivery delivery, EventListeners eventListeners) {
		return new ParkedEventOperations(connections, settings.slot().name(), new ParkedEventDecoder(catalog, keys),
				this.properties.parkedKey(), delivery, eventListeners, this.clock);
	}

	@Bean
	EventListeners realtimeEventListeners(ApplicationEventPublisher publisher, DeliverySettings settings,
			ParkedEvents parkedEvents, EventKeys keys) {
		return new EventListeners(publisher, settings, parkedEvents, keys, this.clock);
	}

	@Bean
	UndecodableChanges realtimeUndecodableChanges(ParkedEvents parkedEvents) {
		return new UndecodableChanges(this.properties.onUndecodable(), parkedEvents, this.clock);
	}

	/**
	 * Return the tables that are of use in this application.
	 * @param delivery knows the listeners
	 * @return the tables
	 */
	List<OwnTable> tables(EventDelivery delivery) {
		List<OwnTable> tables = new ArrayList<>();
		if (this.properties.onExhausted() == ExhaustionPolicy.PARK
				|| this.properties.onUndecodable() == UndecodablePolicy.PARK) {
			tables.add(DeliveryTables.PARKED_EVENTS);
		}
		if (delivery.recordsPositions()) {
			tables.add(DeliveryTables.DELIVERED_EVENTS);
		}
		return tables;
	}

	/**
	 * Transactions of the application, if there is no doubt about which.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnSingleCandidate(DataSource.class)
	static class OnceOnlyConfiguration {

		@Bean
		@ConditionalOnSingleCandidate(PlatformTransactionManager.class)
		JdbcOnceOnly realtimeOnceOnly(DataSource dataSource, PlatformTransactionManager transactionManager,
				PgConnections connections, ReplicationSettings settings) {
			return new JdbcOnceOnly(dataSource, transactionManager,
					new DeliveredEvents(connections, settings.slot().name(), RETENTION, System::nanoTime));
		}

	}

}
