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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import dev.pgrealtime.replication.ReplicationException;
import dev.pgrealtime.support.OwnPostgresServer;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The application starts whatever becomes of the stream, unless it was asked to validate,
 * and says what is wrong.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartIntegrationTests {

	private static final String[] WITHOUT_DATABASE = {
			"spring.jpa.database-platform=org.hibernate.dialect.PostgreSQLDialect",
			"spring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access=false",
			"spring.jpa.hibernate.ddl-auto=none", "spring.datasource.hikari.initialization-fail-timeout=-1",
			"realtime.retry.initial-interval=20ms", "realtime.retry.max-interval=50ms" };

	@Test
	void validationFailsTheStartWithTheStatementsThatHelp(CapturedOutput output) {
		TestDatabase database = PostgresServer.newDatabase();
		database.execute(Order.TABLE);
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(
					() -> TestApplication.start(database, ShopConfiguration.class, "realtime.provisioning=validate"))
			.havingRootCause()
			.isInstanceOf(ReplicationException.class);
		String report = output.toString().substring(output.toString().indexOf("APPLICATION FAILED TO START"));
		assertThat(report).contains("realtime.provisioning=validate leaves that to you");
		String[] statements = report.lines()
			.filter((line) -> line.matches("(ALTER|CREATE|SELECT) .*;"))
			.toArray(String[]::new);
		assertThat(statements).hasSize(4);
		database.execute(statements);
		try (ConfigurableApplicationContext context = TestApplication.streaming(database, ShopConfiguration.class,
				"realtime.provisioning=validate")) {
			database.execute("INSERT INTO orders VALUES (gen_random_uuid(), 'PENDING', 1, NULL)");
			await().until(() -> TestApplication.recorder(context).events().size() == 1);
		}
	}

	@Test
	void applicationStartsWhileTheDatabaseIsAwayAndCatchesUpWhenItComes() {
		try (OwnPostgresServer server = new OwnPostgresServer();
				ConfigurableApplicationContext context = TestApplication.start(server.database(),
						ShopConfiguration.class, WITHOUT_DATABASE)) {
			await().until(() -> health(context).getDetails().containsKey("action"));
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			assertThat(health(context).getDetails()).extractingByKey("problem").asString().contains("refused");
			server.start();
			server.database().execute(Order.TABLE);
			await().until(() -> health(context).getStatus().equals(Status.UP));
			server.database().execute("INSERT INTO orders VALUES (gen_random_uuid(), 'PENDING', 1, NULL)");
			await().until(() -> TestApplication.recorder(context).events().size() == 1);
		}
	}

	private static Health health(ConfigurableApplicationContext context) {
		Health health = context.getBean("realtimeHealthContributor", HealthIndicator.class).health();
		assertThat(health).isNotNull();
		return health;
	}

}
