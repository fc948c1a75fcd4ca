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

import java.util.concurrent.Executor;

import jakarta.persistence.EntityManagerFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import dev.pgrealtime.delivery.ListenerThreads;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.pipeline.EventPipeline;
import dev.pgrealtime.pipeline.RealtimeLifecycle;
import dev.pgrealtime.replication.ConnectionSettings;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.replication.ReplicationSettings;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.replication.ReplicationWorker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RealtimeAutoConfiguration} and {@link RealtimeHubAutoConfiguration}.
 */
class RealtimeAutoConfigurationTests {

	private static final String URL = "jdbc:postgresql://localhost/shop";

	private final ApplicationContextRunner bareRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeHubAutoConfiguration.class));

	private final ApplicationContextRunner disconnectedRunner = this.bareRunner
		.withUserConfiguration(EmptyCatalogConfiguration.class);

	private final ApplicationContextRunner runner = this.disconnectedRunner
		.withPropertyValues("realtime.connection.url=" + URL);

	@Test
	void startsTheStream() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ReplicationWorker.class)
				.hasSingleBean(EventPipeline.class)
				.hasSingleBean(RealtimeHub.class);
			assertThat(context.getBean(RealtimeLifecycle.class).isRunning()).isTrue();
			assertThat(context.getBean(ReplicationWorker.class).status().state())
				.isEqualTo(ReplicationStatus.State.IDLE);
		});
	}

	@Test
	void backsOffWhenDisabled() {
		this.runner.withPropertyValues("realtime.enabled=false").run(RealtimeAutoConfigurationTests::assertBackedOff);
	}

	@Test
	void backsOffWithoutEntityManagerFactory() {
		this.bareRunner.withPropertyValues("realtime.connection.url=" + URL)
			.run(RealtimeAutoConfigurationTests::assertBackedOff);
	}

	@Test
	void backsOffWithoutHibernate() {
		this.runner.withClassLoader(new FilteredClassLoader("org.hibernate"))
			.run(RealtimeAutoConfigurationTests::assertOwnBeansOnly);
	}

	@Test
	void backsOffWithoutTheDriver() {
		this.runner.withClassLoader(new FilteredClassLoader("org.postgresql"))
			.run(RealtimeAutoConfigurationTests::assertOwnBeansOnly);
	}

	private static void assertBackedOff(AssertableApplicationContext context) {
		assertOwnBeansOnly(context);
		assertThat(context).doesNotHaveBean(RealtimeHubAutoConfiguration.class).doesNotHaveBean(RealtimeHub.class);
	}

	private static void assertOwnBeansOnly(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed()
			.doesNotHaveBean(RealtimeAutoConfiguration.class)
			.doesNotHaveBean(ReplicationWorker.class)
			.doesNotHaveBean(RealtimeConnectionDetails.class);
	}

	@Test
	void severalEntityManagerFactoriesAskForADecision() {
		this.bareRunner.withPropertyValues("realtime.connection.url=" + URL)
			.withBean("first", EntityManagerFactory.class, () -> mock(EntityManagerFactory.class))
			.withBean("second", EntityManagerFactory.class, () -> mock(EntityManagerFactory.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(RealtimeConfigurationException.class)
				.hasMessageContaining("more than one EntityManagerFactory"));
	}

	@Test
	void thePrimaryEntityManagerFactoryIsUsed() {
		this.bareRunner.withPropertyValues("realtime.connection.url=" + URL)
			.withUserConfiguration(PrimaryConfiguration.class)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessage("primary"));
	}

	@Test
	void entityCatalogBacksOff() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(EntityCatalog.class)
			.getBean(EntityCatalog.class)
			.isSameAs(context.getBean("entityCatalog")));
	}

	@Test
	void connectionIsThatOfTheProperties() {
		this.disconnectedRunner.withBean(JdbcConnectionDetails.class, ShopDetails::new)
			.withPropertyValues("realtime.connection.url=jdbc:postgresql://direct/shop",
					"realtime.connection.username=replicator", "realtime.connection.password=secret")
			.run((context) -> assertThat(context.getBean(PgConnections.class).settings())
				.isEqualTo(new ConnectionSettings("jdbc:postgresql://direct/shop", "replicator", "secret")));
	}

	@Test
	void connectionIsThatOfTheDataSource() {
		this.disconnectedRunner.withBean(JdbcConnectionDetails.class, ShopDetails::new)
			.run((context) -> assertThat(context.getBean(PgConnections.class).settings())
				.isEqualTo(new ConnectionSettings(URL, "shopkeeper", "open sesame")));
	}

	@Test
	void onlyWhatThePropertiesLeaveOutIsThatOfTheDataSource() {
		this.disconnectedRunner.withBean(JdbcConnectionDetails.class, ShopDetails::new)
			.withPropertyValues("realtime.connection.url=jdbc:postgresql://direct/shop")
			.run((context) -> assertThat(context.getBean(PgConnections.class).settings())
				.isEqualTo(new ConnectionSettings("jdbc:postgresql://direct/shop", "shopkeeper", "open sesame")));
	}

	@Test
	void passwordOfTheDataSourceIsNotThatOfAnotherRole() {
		this.disconnectedRunner.withBean(JdbcConnectionDetails.class, ShopDetails::new)
			.withPropertyValues("realtime.connection.username=replicator")
			.run((context) -> assertThat(context.getBean(PgConnections.class).settings())
				.isEqualTo(new ConnectionSettings(URL, "replicator", null)));
	}

	@Test
	void connectionIsThatOfTheUsersBean() {
		this.runner.withBean(RealtimeConnectionDetails.class, UserDetails::new)
			.run((context) -> assertThat(context).hasSingleBean(RealtimeConnectionDetails.class)
				.getBean(PgConnections.class)
				.extracting(PgConnections::settings)
				.isEqualTo(new ConnectionSettings("jdbc:postgresql://user/shop", null, null)));
	}

	@Test
	void missingConnectionIsExplained() {
		this.disconnectedRunner.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOfSatisfying(RealtimeConfigurationException.class, (ex) -> {
				assertThat(ex).hasMessageContaining("The address of the PostgreSQL server to stream from is unknown");
				assertThat(ex.action()).contains("realtime.connection.url");
			}));
	}

	@Test
	void severalDataSourcesAskForADecision() {
		this.disconnectedRunner.withBean("first", JdbcConnectionDetails.class, ShopDetails::new)
			.withBean("second", JdbcConnectionDetails.class, ShopDetails::new)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(RealtimeConfigurationException.class)
				.hasMessageContaining("one of several"));
	}

	@Test
	void slotIsNamedAfterTheApplication() {
		this.runner.withPropertyValues("spring.application.name=shop")
			.run((context) -> assertThat(context.getBean(ReplicationSettings.class).slot().name())
				.isEqualTo("realtime_shop"));
	}

	@Test
	void lazyInitializationStartsTheStream() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(context.getSourceApplicationContext()
					.getBeanFactory()
					.getBeanDefinition("realtimeLifecycle")
					.isLazyInit()).isFalse();
				assertThat(context.getSourceApplicationContext()
					.getBeanFactory()
					.getBeanDefinition("entityCatalog")
					.isLazyInit()).isTrue();
				assertThat(context.getBean(RealtimeLifecycle.class).isRunning()).isTrue();
			});
	}

	@Test
	void callsListenersOnVirtualThreadsWhereThereAreSome() {
		boolean available = JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE);
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(ListenerThreads.class)
				.hasBean(available ? "realtimeListenerVirtualThreads" : "realtimeListenerPlatformThreads"));
	}

	@Test
	void theThreadsOfListenersAreNoExecutorOfTheApplication() {
		this.runner
			.run((context) -> assertThat(context).doesNotHaveBean(Executor.class).hasSingleBean(ListenerThreads.class));
	}

	@Test
	void stopsBeforeItsSubscribersAndTheyBeforeTheWebServer() {
		this.runner.run((context) -> {
			assertThat(context.getBean(RealtimeLifecycle.class).getPhase())
				.isGreaterThan(context.getBean(RealtimeHub.class).getPhase());
			assertThat(context.getBean(RealtimeHub.class).getPhase())
				.isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
		});
	}

	@Test
	void isPausedWithItsContext() {
		this.runner.run((context) -> {
			RealtimeLifecycle lifecycle = context.getBean(RealtimeLifecycle.class);
			assertThat(lifecycle.isPauseable()).isTrue();
			context.getSourceApplicationContext().stop();
			assertThat(lifecycle.isRunning()).isFalse();
			context.getSourceApplicationContext().start();
			assertThat(lifecycle.isRunning()).isTrue();
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryConfiguration {

		@Bean
		@Primary
		EntityManagerFactory primary() {
			EntityManagerFactory factory = mock(EntityManagerFactory.class);
			given(factory.unwrap(SessionFactoryImplementor.class)).willThrow(new IllegalStateException("primary"));
			return factory;
		}

		@Bean
		EntityManagerFactory other() {
			return mock(EntityManagerFactory.class);
		}

	}

	private static final class ShopDetails implements JdbcConnectionDetails {

		@Override
		public String getJdbcUrl() {
			return URL;
		}

		@Override
		public String getUsername() {
			return "shopkeeper";
		}

		@Override
		public String getPassword() {
			return "open sesame";
		}

	}

	private static final class UserDetails implements RealtimeConnectionDetails {

		@Override
		public String getJdbcUrl() {
			return "jdbc:postgresql://user/shop";
		}

		@Override
		public @Nullable String getUsername() {
			return null;
		}

		@Override
		public @Nullable String getPassword() {
			return null;
		}

	}

}
