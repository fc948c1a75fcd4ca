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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.autoconfigure.Parcel;
import dev.pgrealtime.autoconfigure.PostOffice;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The meters move with the stream.
 */
class RealtimeMetricsIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	@BeforeEach
	void createTable() {
		this.database.execute(Parcel.TABLE);
	}

	@Test
	void eventsAreCountedAndTheirListenersTimed() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database,
				MeteredConfiguration.class)) {
			context.getBean(HoldingListener.class).release.countDown();
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			this.database.execute("INSERT INTO parcel VALUES (1, 'sent'), (2, 'sent')",
					"UPDATE parcel SET status = 'lost' WHERE id = 1", "DELETE FROM parcel", "TRUNCATE parcel");
			await().until(() -> events(registry, "TRUNCATE") == 1);
			assertThat(events(registry, "INSERT")).isEqualTo(2);
			assertThat(events(registry, "UPDATE")).isEqualTo(1);
			assertThat(events(registry, "DELETE")).isEqualTo(2);
			assertThat(registry.get("realtime.listener").tags("model", "Parcel", "action", "DELETE").timer().count())
				.isEqualTo(2);
			assertThat(registry.get("realtime.listener")
				.tags("model", "Parcel", "action", "DELETE")
				.timer()
				.totalTime(TimeUnit.NANOSECONDS)).isPositive();
			assertThat(registry.get("realtime.gaps").counter().count()).isZero();
		}
	}

	@Test
	void lagGrowsWhileAListenerIsBusyAndVanishesAfterwards() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database,
				MeteredConfiguration.class)) {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("realtime.streaming").gauge().value()).isOne();
			this.database.execute("INSERT INTO parcel VALUES (1, 'sent')", "DELETE FROM parcel",
					"INSERT INTO parcel SELECT n, repeat('x', 1000) FROM generate_series(1, 100) n");
			await().until(() -> registry.get("realtime.lag.bytes").gauge().value() > 100_000);
			await().until(() -> registry.get("realtime.lag.time").timeGauge().value(TimeUnit.NANOSECONDS) > 0);
			assertThat(registry.get("realtime.slot.retained").gauge().value()).isPositive();
			context.getBean(HoldingListener.class).release.countDown();
			await().until(() -> registry.get("realtime.lag.bytes").gauge().value() == 0);
			await().until(() -> registry.get("realtime.lag.time").timeGauge().value(TimeUnit.NANOSECONDS) == 0);
		}
	}

	private static double events(MeterRegistry registry, String action) {
		return registry.find("realtime.events")
			.tags("model", "Parcel", "action", action)
			.counters()
			.stream()
			.mapToDouble((counter) -> counter.count())
			.sum();
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ PostOffice.class, HoldingListener.class })
	static class MeteredConfiguration {

		@Bean
		SimpleMeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

	}

	static class HoldingListener {

		private final CountDownLatch release = new CountDownLatch(1);

		@EventListener
		void on(EntityDeleted<Parcel> event) throws InterruptedException {
			this.release.await();
		}

	}

}
