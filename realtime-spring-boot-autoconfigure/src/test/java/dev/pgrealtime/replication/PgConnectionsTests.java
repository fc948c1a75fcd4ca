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

package dev.pgrealtime.replication;

import java.sql.SQLException;
import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PgConnections}.
 */
class PgConnectionsTests {

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:h2:mem:shop;PASSWORD=secret", "jdbc:mysql://localhost/shop?password=secret",
			"jdbc:postgresql://localhost:port/shop?password=secret", "postgresql://app:secret@localhost/shop" })
	void refusesUrlThatIsNotOneOfPostgresWithoutTellingItsSecrets(String url) {
		PgConnections connections = new PgConnections(new ConnectionSettings(url, "app", "secret"), "test");
		assertThatExceptionOfType(ReplicationException.class).isThrownBy(connections::openOrdinary)
			.satisfies(PgConnectionsTests::namesTheRemedyAndNoSecret);
		assertThatExceptionOfType(ReplicationException.class)
			.isThrownBy(() -> connections.openReplication(Duration.ofSeconds(1)))
			.satisfies(PgConnectionsTests::namesTheRemedyAndNoSecret);
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://app:secret@localhost/shop",
			"jdbc:postgresql://app:sec/ret@localhost/shop", "jdbc:postgresql://localhost/shop;password=secret",
			"jdbc:postgresql://localhost/shop/?password=secret" })
	void refusesUrlThatTheDriverWouldQuote(String url) {
		PgConnections connections = new PgConnections(new ConnectionSettings(url, "app", "secret"), "test");
		assertThatExceptionOfType(ReplicationException.class).isThrownBy(connections::openOrdinary)
			.withMessageMatching("app at jdbc:postgresql:\\S+ is not the JDBC URL of .*")
			.withMessageNotContaining("secret")
			.satisfies((problem) -> assertThat(problem.action()).contains("jdbc:postgresql://host:port/database"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://localhost:1/", "jdbc:postgresql://[::1]:1/shop",
			"jdbc:postgresql://localhost:1,localhost:1/shop?a=b@c;d/e" })
	void acceptsUrlOfPostgres(String url) {
		PgConnections connections = new PgConnections(new ConnectionSettings(url, "app", null), "test");
		assertThatExceptionOfType(SQLException.class).isThrownBy(connections::openOrdinary);
	}

	private static void namesTheRemedyAndNoSecret(ReplicationException problem) {
		assertThat(problem).hasMessageContaining("is not a PostgreSQL server").hasNoCause();
		assertThat(problem.action()).contains("Point realtime.connection.url at");
		assertThat(problem.getMessage()).doesNotContain("secret");
	}

}
