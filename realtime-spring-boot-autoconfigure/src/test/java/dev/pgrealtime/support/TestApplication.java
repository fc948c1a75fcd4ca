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

package dev.pgrealtime.support;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.replication.ReplicationWorker;

import static org.awaitility.Awaitility.await;

/**
 * Starts an application as its user would, with the data source of a database.
 */
public final class TestApplication {

	private TestApplication() {
	}

	/**
	 * Start an application and wait until it streams.
	 * @param database the database, whose name is also that of the application
	 * @param configuration the configuration class
	 * @param properties more properties, as {@code name=value}
	 * @return the context
	 */
	public static ConfigurableApplicationContext streaming(TestDatabase database, Class<?> configuration,
			String... properties) {
		return streaming(database, configuration, List.of(), properties);
	}

	/**
	 * Start an application and wait until it streams.
	 * @param database the database, whose name is also that of the application
	 * @param configuration the configuration class
	 * @param beans more beans, which may outlive the application
	 * @param properties more properties, as {@code name=value}
	 * @return the context
	 */
	public static ConfigurableApplicationContext streaming(TestDatabase database, Class<?> configuration, List<?> beans,
			String... properties) {
		ConfigurableApplicationContext context = start(database, configuration, beans, properties);
		await().until(() -> worker(context).status().state() == ReplicationStatus.State.STREAMING);
		return context;
	}

	/**
	 * Start an application.
	 * @param database the database, whose name is also that of the application
	 * @param configuration the configuration class
	 * @param properties more properties, as {@code name=value}
	 * @return the context
	 */
	public static ConfigurableApplicationContext start(TestDatabase database, Class<?> configuration,
			String... properties) {
		return start(database, configuration, List.of(), properties);
	}

	/**
	 * Start an application.
	 * @param database the database, whose name is also that of the application
	 * @param configuration the configuration class
	 * @param beans more beans, which may outlive the application
	 * @param properties more properties, as {@code name=value}
	 * @return the context
	 */
	public static ConfigurableApplicationContext start(TestDatabase database, Class<?> configuration, List<?> beans,
			String... properties) {
		List<String> all = new ArrayList<>(List.of("spring.application.name=" + database.name(),
				"spring.datasource.url=" + database.url(), "spring.datasource.username=" + database.username(),
				"spring.datasource.password=" + database.password(), "spring.main.banner-mode=off",
				"spring.jpa.open-in-view=false"));
		all.addAll(List.of(properties));
		return new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE)
			.properties(all.toArray(String[]::new))
			.initializers((context) -> beans
				.forEach((bean) -> context.getBeanFactory().registerSingleton(bean.getClass().getName(), bean)))
			.run();
	}

	public static ReplicationWorker worker(ConfigurableApplicationContext context) {
		return context.getBean(ReplicationWorker.class);
	}

	public static EventRecorder recorder(ConfigurableApplicationContext context) {
		return context.getBean(EventRecorder.class);
	}

}
