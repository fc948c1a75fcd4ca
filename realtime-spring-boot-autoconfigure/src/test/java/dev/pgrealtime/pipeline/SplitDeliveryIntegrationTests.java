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

package dev.pgrealtime.pipeline;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TransactionCommitted;
import dev.pgrealtime.support.EventRecorder;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Entities with {@code JOINED} inheritance arrive whole and in order, whatever happens on
 * the way.
 */
class SplitDeliveryIntegrationTests {

	private static final String TRANSACTION = """
			BEGIN;
			INSERT INTO ship (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c');
			INSERT INTO ferry (id, cars) VALUES (3, 30), (2, 20), (1, 10);
			UPDATE ferry SET cars = 11 WHERE id = 1;
			COMMIT
			""";

	private final TestDatabase database = PostgresServer.newDatabase();

	SplitDeliveryIntegrationTests() {
		this.database.execute("CREATE TABLE ship (id bigint PRIMARY KEY, name text)",
				"CREATE TABLE ferry (id bigint PRIMARY KEY REFERENCES ship, cars int NOT NULL)");
	}

	@Test
	void aListenerThatFailsSeesOnlyItsEventAgain() {
		try (ConfigurableApplicationContext context = start(FailingListener.class)) {
			this.database.execute(TRANSACTION);
			EventRecorder recorder = TestApplication.recorder(context);
			await().until(() -> recorder.transactions().size() == 1);
			assertThat(context.getBean(FailingListener.class).attempts).hasValue(5);
			assertThat(recorder.events().stream().distinct()).extracting(SplitDeliveryIntegrationTests::describe)
				.containsExactly("INSERT a 10", "INSERT b 20", "INSERT c 30", "UPDATE null 11");
			assertThat(recorder.events()).extracting(RealtimeEvent::position).isSorted();
			assertThat(recorder.transactions()).extracting(TransactionCommitted::eventCount).containsExactly(4L);
			assertThat(this.database.query("SELECT count(*) FROM pg_class WHERE relreplident = 'f'")).isEqualTo("2");
		}
	}

	@Test
	void aConnectionThatBreaksInMidTransactionStartsItAnew() {
		try (ConfigurableApplicationContext context = start(HoldingListener.class)) {
			this.database.execute(TRANSACTION);
			HoldingListener listener = context.getBean(HoldingListener.class);
			await().until(() -> listener.holding.getCount() == 0);
			String sender = "SELECT active_pid FROM pg_replication_slots WHERE active AND database = '%s'"
				.formatted(this.database.name());
			String pid = this.database.query(sender);
			this.database.query("SELECT pg_terminate_backend(%s)".formatted(pid));
			await().until(() -> !pid.equals(this.database.query(sender)));
			listener.release.countDown();
			EventRecorder recorder = TestApplication.recorder(context);
			await().until(() -> recorder.transactions().size() == 1);
			List<RealtimeEvent<?>> events = recorder.events();
			assertThat(events.subList(events.size() - 4, events.size()))
				.extracting(SplitDeliveryIntegrationTests::describe)
				.containsExactly("INSERT a 10", "INSERT b 20", "INSERT c 30", "UPDATE null 11");
			assertThat(events).extracting((event) -> event.position().ordinal()).containsOnly(1L, 2L, 3L, 7L);
			assertThat(events).allMatch((event) -> event.entityType() == Ferry.class);
		}
	}

	private ConfigurableApplicationContext start(Class<?> listener) {
		return TestApplication.streaming(this.database,
				(listener == FailingListener.class) ? FailingConfiguration.class : HoldingConfiguration.class,
				"realtime.listener.retry-initial-interval=10ms", "realtime.retry.initial-interval=20ms");
	}

	private static String describe(RealtimeEvent<?> event) {
		Ferry ferry = (Ferry) event.newEntity();
		assertThat(ferry).isNotNull();
		return "%s %s %d".formatted(event.action(), ferry.name, ferry.cars);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = Ship.class)
	@Import({ EventRecorder.class, FailingListener.class })
	static class FailingConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = Ship.class)
	@Import({ EventRecorder.class, HoldingListener.class })
	static class HoldingConfiguration {

	}

	static class FailingListener {

		private final AtomicInteger attempts = new AtomicInteger();

		@EventListener
		void on(EntityInserted<Ferry> event) {
			int attempt = this.attempts.incrementAndGet();
			if (attempt == 2 || attempt == 3) {
				throw new IllegalStateException("failing");
			}
		}

	}

	static class HoldingListener {

		private final CountDownLatch holding = new CountDownLatch(1);

		private final CountDownLatch release = new CountDownLatch(1);

		@EventListener
		void on(EntityInserted<Ferry> event) throws InterruptedException {
			if (event.newEntity().name.equals("b")) {
				this.holding.countDown();
				this.release.await();
			}
		}

	}

	@Entity(name = "Ship")
	@RealtimeEntity
	@Inheritance(strategy = InheritanceType.JOINED)
	static class Ship {

		@Id
		Long id;

		String name;

	}

	@Entity(name = "Ferry")
	static class Ferry extends Ship {

		int cars;

	}

}
