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

package dev.pgrealtime.faults;

import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A listener writes something for each event while connections break: those of the
 * stream, and those in which it writes.
 */
@SlowFault
class ExactlyOnceFaultIntegrationTests {

	private static final int ROWS = 1500;

	private final TestDatabase database = PostgresServer.newDatabase();

	private final StateOracle oracle = Bank.found(this.database);

	@Test
	void eachEffectIsThereOnceWhicheverConnectionBreaks() {
		this.database.execute("CREATE TABLE effect (account bigint)");
		Effects effects = new Effects();
		this.oracle.faultHappened();
		try (ConfigurableApplicationContext context = Bank.streaming(this.database, this.oracle, effects,
				"realtime.retry.initial-interval=10ms", "realtime.listener.retry-initial-interval=5ms",
				"realtime.listener.max-attempts=1000", "logging.level.com.zaxxer.hikari=error")) {
			effects.jdbcTemplate = context.getBean(JdbcTemplate.class);
			for (int i = 0; i < 15; i++) {
				int first = i * ROWS / 15;
				this.database.execute("INSERT INTO account SELECT n, 'paid', 1, NULL FROM generate_series(%d, %d) n"
					.formatted(first, first + ROWS / 15 - 1));
				await().until(() -> Long.parseLong(this.database.query("SELECT count(*) FROM effect")) > first);
				this.database.query("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
						+ "WHERE datname = current_database() AND pid <> pg_backend_pid()");
			}
			this.oracle.verify(context);
			assertThat(this.database.query("SELECT count(*) || ' of ' || count(DISTINCT account) FROM effect"))
				.isEqualTo("%1$d of %1$d".formatted(ROWS));
		}
	}

	static class Effects {

		private volatile JdbcTemplate jdbcTemplate;

		@RealtimeListener(id = "effects", exactlyOnce = true, concurrency = 4)
		void on(EntityInserted<Account> event) {
			this.jdbcTemplate.update("INSERT INTO effect VALUES (?)", event.newEntity().getId());
		}

	}

}
