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

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.BackfillProgress;
import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.RealtimeBackfill;
import dev.pgrealtime.RealtimeFence;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is in the rows is told to listeners, and not to whoever reads the log.
 */
@ExtendWith(OutputCaptureExtension.class)
class RowDataIntegrationTests {

	private static final String PRIVATE = "of a private nature";

	private final TestDatabase database = PostgresServer.newDatabase();

	@Test
	void theLogNamesWhatCannotBeDecodedAndNothingElse(CapturedOutput output) throws Exception {
		this.database.execute(Order.TABLE, insert("PAID"));
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database, Failing.class,
				"realtime.listener.max-attempts=1", "logging.level.dev.pgrealtime=trace")) {
			this.database.execute(insert("PENDING"), "UPDATE orders SET total_cents = 5", "DELETE FROM orders");
			context.getBean(RealtimeFence.class).awaitDelivered(Duration.ofSeconds(30));
			assertThat(this.database
				.query("SELECT count(*) FROM realtime_parked_event WHERE description LIKE '%%%s%%'".formatted(PRIVATE)))
				.isEqualTo("2");
			this.database.execute(insert("REFUNDED"));
			HealthIndicator health = context.getBean("realtimeHealthContributor", HealthIndicator.class);
			await().until(() -> health.health().getStatus() == Status.DOWN);
			assertThat(health.health().getDetails().toString()).contains("REFUNDED", "public.orders")
				.doesNotContain(PRIVATE);
			RealtimeBackfill backfill = context.getBean(RealtimeBackfill.class);
			BackfillProgress started = backfill.start(Order.class);
			await().until(() -> backfill.status(started.id()).state() == BackfillProgress.State.FAILED);
			assertThat(backfill.status(started.id()).problem()).contains("REFUNDED").doesNotContain(PRIVATE);
		}
		assertThat(output).contains("is parked", "REFUNDED").doesNotContain(PRIVATE);
	}

	private static String insert(String status) {
		return "INSERT INTO orders VALUES (gen_random_uuid(), '%s', 4, '%s')".formatted(status, PRIVATE);
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ShopConfiguration.class, FailingListeners.class })
	static class Failing {

	}

	static class FailingListeners {

		@EventListener
		void plain(EntityInserted<Order> event) {
			throw new IllegalStateException("plain");
		}

		@RealtimeListener(id = "own")
		void own(EntityInserted<Order> event) {
			throw new IllegalStateException("own");
		}

	}

}
