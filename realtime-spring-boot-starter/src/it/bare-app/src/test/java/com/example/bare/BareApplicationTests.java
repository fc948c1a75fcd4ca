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

import javax.sql.DataSource;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.test.RealtimeEvents;
import dev.pgrealtime.test.RealtimeTest;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistrar;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(properties = "spring.jpa.hibernate.ddl-auto=create")
@RealtimeTest
class BareApplicationTests {

	@Autowired
	private DataSource dataSource;

	@Autowired
	private NoteListener listener;

	@Autowired
	private RealtimeEvents events;

	@Test
	void rowWrittenWithoutJpaReachesTheListenerAsAnEntity() {
		new JdbcTemplate(this.dataSource).update("INSERT INTO note (id, text) VALUES (1, 'hello')");
		assertThat(this.events).inserted(Note.class).hasSize(1);
		EntityInserted<Note> event = this.listener.inserted().remove();
		assertThat(event.newEntity().getId()).isEqualTo(1);
		assertThat(event.newEntity().getText()).isEqualTo("hello");
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
