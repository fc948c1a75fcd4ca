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

package dev.pgrealtime.sample.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.mock;

/**
 * Tests for {@link EmbeddedPostgresAutoConfiguration}.
 */
class EmbeddedPostgresAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(DataSourceAutoConfiguration.class, EmbeddedPostgresAutoConfiguration.class))
		.withPropertyValues("sample.postgres.port=0");

	@Test
	void startsServerWhoseWalCanBeDecoded() {
		this.contextRunner.run((context) -> {
			JdbcConnectionDetails details = context.getBean(JdbcConnectionDetails.class);
			try (Connection connection = DriverManager.getConnection(details.getJdbcUrl(), details.getUsername(),
					details.getPassword());
					ResultSet result = connection.createStatement().executeQuery("SHOW wal_level")) {
				assertThat(result.next()).isTrue();
				assertThat(result.getString(1)).isEqualTo("logical");
				assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(18);
			}
		});
	}

	@Test
	void takesAnotherPortWhenItsOwnIsTaken() {
		this.contextRunner.run((first) -> {
			int taken = first.getBean(EmbeddedPostgres.class).getPort();
			this.contextRunner.withPropertyValues("sample.postgres.port=" + taken)
				.run((second) -> assertThat(second.getBean(EmbeddedPostgres.class).getPort()).isNotEqualTo(taken));
		});
	}

	@Test
	void backsOffWhenThereIsUrl() {
		this.contextRunner.withPropertyValues("spring.datasource.url=jdbc:postgresql://localhost:1/none")
			.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedPostgres.class));
	}

	@Test
	void backsOffWhenThereAreConnectionDetails() {
		JdbcConnectionDetails details = mock(JdbcConnectionDetails.class);
		this.contextRunner.withBean(JdbcConnectionDetails.class, () -> details)
			.withPropertyValues("spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource")
			.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedPostgres.class));
	}

}
