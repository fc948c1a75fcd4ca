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

package dev.pgrealtime.sample;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.testcontainers.junit.jupiter.Testcontainers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the shop uses a PostgreSQL in a container instead of its own.
 */
@SpringBootTest
@Import(PostgresContainerConfiguration.class)
@Testcontainers(disabledWithoutDocker = true)
class PostgresContainerTests {

	@Test
	void usesTheContainer(@Autowired JdbcConnectionDetails details, @Autowired JdbcClient jdbc) {
		assertThat(details.getClass().getSimpleName()).doesNotStartWith("EmbeddedPostgres");
		assertThat(jdbc.sql("SHOW wal_level").query(String.class).single()).isEqualTo("logical");
	}

}
