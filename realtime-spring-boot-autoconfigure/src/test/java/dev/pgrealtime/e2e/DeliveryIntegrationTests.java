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

package dev.pgrealtime.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.pgrealtime.EntityDeleted;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.EventAction;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.TransactionCommitted;
import dev.pgrealtime.support.ConfirmedLsnSampler;
import dev.pgrealtime.support.EventRecorder;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A committed change, whoever made it, arrives as a typed event.
 */
class DeliveryIntegrationTests {

	private static final UUID ID = UUID.fromString("6f2c1a52-93f5-4b3c-a8e2-2b36a5a7f001");

	private final TestDatabase database = PostgresServer.newDatabase();

	private ConfigurableApplicationContext context;

	private EventRecorder recorder;

	private ConfirmedLsnSampler sampler;

	@BeforeEach
	void start() {
		this.database.execute(Order.TABLE);
		this.context = TestApplication.streaming(this.database, ListeningConfiguration.class);
		this.recorder = TestApplication.recorder(this.context);
		this.sampler = ConfirmedLsnSampler.start(this.database);
		this.sampler.watch(this.recorder);
	}

	@AfterEach
	void stop() {
		this.context.getBean(AsyncListener.class).release();
		this.context.close();
		this.sampler.close();
	}

	@Test
	void everyStatementArrivesTyped() {
		this.database.execute("INSERT INTO orders VALUES ('%s', 'PENDING', 1250, 'first')".formatted(ID),
				"UPDATE orders SET status = 'PAID', note = NULL", "DELETE FROM orders", "TRUNCATE orders");
		await().until(() -> this.recorder.transactions().size() == 4);
		List<RealtimeEvent<?>> events = this.recorder.events();
		assertThat(events).extracting(RealtimeEvent::action)
			.containsExactly(EventAction.INSERT, EventAction.UPDATE, EventAction.DELETE, EventAction.TRUNCATE);
		assertThat(events).allSatisfy((event) -> {
			assertThat(event.model()).isEqualTo("Order");
			assertThat(event.entityType()).isEqualTo(Order.class);
			assertThat(event.channel()).isEqualTo("orders");
		});
		assertInserted((EntityInserted<?>) events.get(0));
		assertUpdated((EntityUpdated<?>) events.get(1));
		EntityDeleted<?> deleted = (EntityDeleted<?>) events.get(2);
		assertThat(deleted.id()).isEqualTo(ID);
		assertThat(((Order) deleted.oldEntity()).getStatus()).isEqualTo(Order.Status.PAID);
		assertThat(deleted.softDelete()).isFalse();
		assertThat(((TableTruncated<?>) events.get(3)).cascade()).isFalse();
		assertThat(events).extracting(RealtimeEvent::position).isSorted().doesNotHaveDuplicates();
	}

	private static void assertInserted(EntityInserted<?> event) {
		Order order = (Order) event.newEntity();
		assertThat(order.getId()).isEqualTo(ID);
		assertThat(order.getStatus()).isEqualTo(Order.Status.PENDING);
		assertThat(order.getTotalCents()).isEqualTo(1250);
		assertThat(order.getNote()).isEqualTo("first");
		assertThat(event.newImage().unknownAttributes()).isEmpty();
		assertThat(event.id()).isEqualTo(ID);
		assertThat(event.oldEntity()).isNull();
	}

	private static void assertUpdated(EntityUpdated<?> event) {
		Order before = (Order) event.oldEntity();
		Order after = (Order) event.newEntity();
		assertThat(before).isNotNull();
		assertThat(before.getNote()).isEqualTo("first");
		assertThat(after.getNote()).isNull();
		assertThat(after.getStatus()).isEqualTo(Order.Status.PAID);
		assertThat(event.changedAttributes()).containsExactlyInAnyOrder("status", "note");
		assertThat(event.changed("totalCents")).isFalse();
	}

	@Test
	void aTransactionOfTheApplicationArrivesWhole() {
		EntityManager entityManager = this.context.getBean(EntityManager.class);
		TransactionTemplate transaction = this.context.getBean(TransactionTemplate.class);
		transaction.executeWithoutResult((status) -> {
			entityManager.persist(new Order(ID, Order.Status.PENDING, 100));
			entityManager.persist(new Order(UUID.randomUUID(), Order.Status.PENDING, 200));
		});
		transaction.executeWithoutResult((status) -> {
			entityManager.persist(new Order(UUID.randomUUID(), Order.Status.PENDING, 300));
			status.setRollbackOnly();
		});
		transaction.executeWithoutResult((status) -> entityManager.find(Order.class, ID).setStatus(Order.Status.PAID));
		await().until(() -> this.recorder.transactions().size() == 2);
		assertThat(this.recorder.transactions()).extracting(TransactionCommitted::eventCount).containsExactly(2L, 1L);
		assertThat(this.recorder.events()).extracting((event) -> event.position().ordinal())
			.containsExactly(1L, 2L, 1L);
		assertThat(this.recorder.events().get(0).transactionId())
			.isEqualTo(this.recorder.transactions().get(0).transactionId());
		assertThat(this.recorder.events().get(0).position().commitLsn())
			.isEqualTo(this.recorder.transactions().get(0).commitLsn());
	}

	@Test
	void listenersSelectByTypeOfEventAndEntity() {
		this.database.execute("INSERT INTO orders VALUES ('%s', 'PENDING', 1250, 'first')".formatted(ID),
				"UPDATE orders SET status = 'PAID'", "DELETE FROM orders");
		await().until(() -> this.recorder.transactions().size() == 3);
		TypedListeners listeners = this.context.getBean(TypedListeners.class);
		assertThat(listeners.heard).containsExactly("any INSERT", "inserted 1250", "any UPDATE",
				"updated PENDING to PAID", "any DELETE", "deleted");
	}

	@Test
	void anAsynchronousListenerHoldsUpNobody() {
		this.database.execute("INSERT INTO orders VALUES ('%s', 'PENDING', 1250, 'first')".formatted(ID),
				"DELETE FROM orders");
		await().until(() -> this.recorder.transactions().size() == 2);
		AsyncListener listener = this.context.getBean(AsyncListener.class);
		assertThat(listener.heard()).isEmpty();
		listener.release();
		await().until(() -> listener.heard().size() == 2);
		assertThat(listener.heard()).containsExactlyInAnyOrder(EventAction.INSERT, EventAction.DELETE);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@Import({ AsyncListener.class, ShopConfiguration.class, TypedListeners.class })
	static class ListeningConfiguration {

		@Bean
		TransactionTemplate transactionTemplate(PlatformTransactionManager transactionManager) {
			return new TransactionTemplate(transactionManager);
		}

	}

	static class AsyncListener {

		private final CountDownLatch released = new CountDownLatch(1);

		private final Queue<EventAction> heard = new ConcurrentLinkedQueue<>();

		@Async
		@EventListener
		void on(RealtimeEvent<Order> event) throws InterruptedException {
			this.released.await();
			this.heard.add(event.action());
		}

		void release() {
			this.released.countDown();
		}

		Queue<EventAction> heard() {
			return this.heard;
		}

	}

	static class TypedListeners {

		private final List<String> heard = new ArrayList<>();

		@EventListener
		@org.springframework.core.annotation.Order(1)
		void any(RealtimeEvent<Order> event) {
			this.heard.add("any " + event.action());
		}

		@EventListener
		@org.springframework.core.annotation.Order(2)
		void inserted(EntityInserted<Order> event) {
			this.heard.add("inserted " + event.newEntity().getTotalCents());
		}

		@EventListener
		@org.springframework.core.annotation.Order(2)
		void updated(EntityUpdated<Order> event) {
			Order before = event.oldEntity();
			assertThat(before).isNotNull();
			this.heard.add("updated " + before.getStatus() + " to " + event.newEntity().getStatus());
		}

		@EventListener
		@org.springframework.core.annotation.Order(2)
		void deleted(EntityDeleted<Order> event) {
			this.heard.add("deleted");
		}

		@EventListener
		void other(EntityInserted<String> event) {
			this.heard.add("other");
		}

	}

}
