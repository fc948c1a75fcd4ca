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

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.pgrealtime.RealtimePublisher;
import dev.pgrealtime.hub.HubMessage;
import dev.pgrealtime.hub.HubSubscription;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A message of the application arrives at the subscribers of all its instances.
 */
@Timeout(120)
class MessagesIntegrationTests {

	private static final String LISTENING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_listening_channels%' AND pid <> pg_backend_pid()";

	private final TestDatabase database = PostgresServer.newDatabase();

	@Test
	void messageOfTransactionArrivesAtInstanceThatStandsBy() throws InterruptedException {
		this.database.execute(Order.TABLE);
		try (ConfigurableApplicationContext one = start(); ConfigurableApplicationContext other = start()) {
			await().until(() -> this.database.query(LISTENING).equals("2"));
			BlockingQueue<HubMessage> arrived = new LinkedBlockingQueue<>();
			RealtimeHub hub = other.getBean(RealtimeHub.class);
			HubSubscription[] subscription = new HubSubscription[1];
			subscription[0] = hub.subscribe("chat", () -> arrived.add(subscription[0].poll()));
			RealtimePublisher publisher = one.getBean(RealtimePublisher.class);
			TransactionTemplate transaction = new TransactionTemplate(one.getBean(PlatformTransactionManager.class));
			transaction.executeWithoutResult((status) -> {
				publisher.publish("chat", "lost");
				status.setRollbackOnly();
			});
			transaction.executeWithoutResult((status) -> {
				publisher.publish("chat", Map.of("text", "in a transaction"));
				assertThat(arrived).isEmpty();
			});
			assertThat(arrived.take()).isInstanceOfSatisfying(HubMessage.Message.class,
					(message) -> assertThat(message.envelope().payload()).isEqualTo("{\"text\":\"in a transaction\"}"));
			publisher.publish("chat", "without one");
			assertThat(arrived.take()).isInstanceOfSatisfying(HubMessage.Message.class,
					(message) -> assertThat(message.envelope().payload()).isEqualTo("\"without one\""));
		}
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName).doesNotContain("realtime-listen");
	}

	private ConfigurableApplicationContext start() {
		return TestApplication.start(this.database, ShopConfiguration.class, "realtime.hub.channels=chat",
				"realtime.hub.backend=postgres");
	}

}
