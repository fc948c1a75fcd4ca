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

import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.autoconfigure.Parcel;
import dev.pgrealtime.autoconfigure.PostOffice;
import dev.pgrealtime.replication.ReplicationStatus.State;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RealtimeHealthIndicator} with a database.
 */
class RealtimeHealthIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	@BeforeEach
	void createTable() {
		this.database.execute(Parcel.TABLE);
	}

	@Test
	void upWhileStreamingAndOutOfServiceAfterwards() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database, PostOffice.class)) {
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(health(context).getDetails()).containsEntry("state", State.STREAMING)
				.containsEntry("slot", "realtime_" + this.database.name());
			context.stop();
			assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		}
	}

	@Test
	void downUntilAListenerSucceeds() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database,
				FailingConfiguration.class, "realtime.listener.retry-initial-interval=10ms",
				"realtime.listener.retry-max-interval=20ms", "realtime.listener.on-exhausted=stop")) {
			FailingListener listener = context.getBean(FailingListener.class);
			this.database.execute("INSERT INTO parcel VALUES (1, 'sent')");
			await().until(() -> health(context).getStatus().equals(Status.DOWN));
			assertThat(health(context).getDetails().get("problem")).asString().contains("The post is on strike");
			assertThat(health(context).getDetails().get("action")).asString().contains("Mend the listener");
			listener.failing.set(false);
			await().until(() -> health(context).getStatus().equals(Status.UP));
		}
	}

	@Test
	void downWithTheRemedyWhileTheServerRefuses() {
		try (ConfigurableApplicationContext context = TestApplication.start(this.database, PostOffice.class,
				"realtime.connection.url=jdbc:postgresql://%s:%d/nowhere?password=open-sesame"
					.formatted(this.database.host(), this.database.port()))) {
			await().until(() -> health(context).getDetails().containsKey("problem"));
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			assertThat(health(context).getDetails().get("action")).asString().contains("Create the database");
			assertThat(health(context).getDetails().toString()).doesNotContain("open-sesame");
		}
	}

	@Test
	void upWhileStandingBy() {
		try (ConfigurableApplicationContext first = TestApplication.streaming(this.database, PostOffice.class);
				ConfigurableApplicationContext second = TestApplication.start(this.database, PostOffice.class)) {
			await().until(() -> health(second).getDetails().get("state") == State.STANDBY);
			assertThat(health(second).getStatus()).isEqualTo(Status.UP);
			assertThat(health(second).getDetails().get("problem")).asString().contains("is in use");
			assertThat(health(first).getStatus()).isEqualTo(Status.UP);
		}
	}

	private static Health health(ConfigurableApplicationContext context) {
		Health health = context.getBean(RealtimeHealthIndicator.class).health();
		assertThat(health).isNotNull();
		return health;
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ PostOffice.class, FailingListener.class })
	static class FailingConfiguration {

	}

	static class FailingListener {

		private final AtomicBoolean failing = new AtomicBoolean(true);

		@EventListener
		void on(EntityInserted<Parcel> event) {
			if (this.failing.get()) {
				throw new IllegalStateException("The post is on strike");
			}
		}

	}

}
