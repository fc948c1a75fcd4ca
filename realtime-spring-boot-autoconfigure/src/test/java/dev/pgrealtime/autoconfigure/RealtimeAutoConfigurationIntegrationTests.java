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

package dev.pgrealtime.autoconfigure;

import java.util.List;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeRegistrar;
import dev.pgrealtime.RealtimeRegistry.Registration;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.support.EventRecorder;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RealtimeAutoConfiguration} with a database.
 */
class RealtimeAutoConfigurationIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	@BeforeEach
	void createTables() {
		this.database.execute(Parcel.TABLE, Letter.TABLE);
	}

	@Test
	void registrarsAddToWhatIsAnnotated() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database,
				RegistrarConfiguration.class)) {
			assertThat(context.getBean(EntityCatalog.class).entities()).extracting((entity) -> entity.model().channel())
				.containsExactlyInAnyOrder("parcel", "post");
			this.database.execute("INSERT INTO letter VALUES (1)");
			awaitEvents(context, "post");
		}
	}

	@Test
	void lazyInitializationDoesNotKeepTheStreamFromStarting() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database, PostOffice.class,
				"spring.main.lazy-initialization=true")) {
			this.database.execute("INSERT INTO parcel VALUES (1, 'sent')");
			awaitEvents(context, "parcel");
		}
	}

	@Test
	void primaryOfTwoDataSourcesIsStreamedFrom() {
		try (ConfigurableApplicationContext context = TestApplication.streaming(this.database,
				TwoDataSourcesConfiguration.class, "realtime.connection.url=" + this.database.url(),
				"realtime.connection.username=" + this.database.username())) {
			this.database.execute("INSERT INTO parcel VALUES (1, 'sent')");
			awaitEvents(context, "parcel");
		}
	}

	@Test
	void applicationStartsWhileTheDatabaseIsAway() {
		try (ConfigurableApplicationContext context = TestApplication.start(this.database, PostOffice.class,
				"realtime.connection.url=jdbc:postgresql://localhost:1/away")) {
			await().until(() -> TestApplication.worker(context).status().problem() != null);
			assertThat(TestApplication.worker(context).isRunning()).isTrue();
		}
	}

	@Test
	void aDisabledStreamTouchesNothing() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(PostOffice.class)
			.web(WebApplicationType.NONE)
			.properties("realtime.enabled=false", "spring.datasource.url=" + this.database.url(),
					"spring.datasource.username=" + this.database.username())
			.run()) {
			assertThat(context.isActive()).isTrue();
			assertThat(this.database.query("SELECT count(*) FROM pg_publication")).isEqualTo("0");
			assertThat(this.database.query(
					"SELECT count(*) FROM pg_replication_slots WHERE database = '%s'".formatted(this.database.name())))
				.isEqualTo("0");
		}
	}

	private static void awaitEvents(ConfigurableApplicationContext context, String... channels) {
		EventRecorder recorder = TestApplication.recorder(context);
		await().until(() -> recorder.events().size() == channels.length);
		assertThat(recorder.events()).extracting(RealtimeEvent::channel).isEqualTo(List.of(channels));
	}

	@Configuration(proxyBeanMethods = false)
	@Import(PostOffice.class)
	static class RegistrarConfiguration {

		@Bean
		@Order(2)
		RealtimeRegistrar last() {
			return (registry) -> registry.register(Registration.of(Letter.class).withChannel("post"));
		}

		@Bean
		@Order(1)
		RealtimeRegistrar first() {
			return (registry) -> registry.register(Letter.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(PostOffice.class)
	static class TwoDataSourcesConfiguration {

		@Bean
		@Primary
		DataSource dataSource(Environment environment) {
			return DataSourceBuilder.create()
				.url(environment.getRequiredProperty("spring.datasource.url"))
				.username("postgres")
				.build();
		}

		@Bean
		DataSource archive() {
			return DataSourceBuilder.create().url("jdbc:postgresql://localhost:1/archive").build();
		}

	}

}
