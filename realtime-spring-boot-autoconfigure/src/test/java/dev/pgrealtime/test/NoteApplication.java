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

package dev.pgrealtime.test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

/**
 * An application whose contexts share a database, and so a slot.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EntityScan(basePackageClasses = Note.class)
class NoteApplication {

	static final TestDatabase DATABASE = PostgresServer.newDatabase();

	static {
		DATABASE.execute("CREATE TABLE note (id bigint PRIMARY KEY, text text NOT NULL, stars int NOT NULL DEFAULT 0)");
	}

	@Bean
	DynamicPropertyRegistrar databaseProperties() {
		return (registry) -> {
			registry.add("spring.application.name", DATABASE::name);
			registry.add("spring.datasource.url", DATABASE::url);
			registry.add("spring.datasource.username", DATABASE::username);
			registry.add("spring.datasource.password", DATABASE::password);
		};
	}

	@Bean
	TransactionTemplate transactionTemplate(PlatformTransactionManager transactionManager) {
		return new TransactionTemplate(transactionManager);
	}

}
