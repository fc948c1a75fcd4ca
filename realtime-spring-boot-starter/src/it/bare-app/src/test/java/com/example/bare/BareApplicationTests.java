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

package com.example.bare;

import java.io.IOException;
import java.time.Duration;

import javax.sql.DataSource;

import dev.pgrealtime.EntityInserted;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistrar;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(properties = "spring.jpa.hibernate.ddl-auto=create")
class BareApplicationTests {

	@Autowired
	private DataSource dataSource;

	@Autowired
	private NoteListener listener;

	@Test
	void rowWrittenWithoutJpaReachesTheListenerAsAnEntity() {
		JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);
		String streams = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'";
		await().until(() -> jdbc.queryForObject(streams, Integer.class) == 1);
		jdbc.update("INSERT INTO note (id, text) VALUES (1, 'hello')");
		await().until(() -> !this.listener.inserted().isEmpty());
		EntityInserted<Note> event = this.listener.inserted().remove();
		assertThat(event.newEntity().getId()).isEqualTo(1);
		assertThat(event.newEntity().getText()).isEqualTo("hello");
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60));
	}

	@TestConfiguration
	static class PostgresConfiguration {

		@Bean(destroyMethod = "close")
		EmbeddedPostgres postgres() throws IOException {
			return EmbeddedPostgres.builder().setServerConfig("wal_level", "logical").start();
		}

		@Bean
		DynamicPropertyRegistrar dataSourceUrl(EmbeddedPostgres postgres) {
			return (registry) -> registry.add("spring.datasource.url",
					() -> postgres.getJdbcUrl("postgres", "postgres"));
		}

	}

}
