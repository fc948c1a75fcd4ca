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

package dev.pgrealtime.mapping.hibernate;

import java.util.concurrent.atomic.AtomicInteger;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

/**
 * The same with the official image of the same version, where there is Docker.
 */
@Testcontainers(disabledWithoutDocker = true)
class TypesContainerIntegrationTests extends TypesIntegrationTests {

	@Container
	private static final PostgreSQLContainer SERVER = new PostgreSQLContainer("postgres:" + PostgresServer.version())
		.withUsername("postgres")
		.withPassword("postgres")
		.withCommand("postgres", "-c", "wal_level=logical");

	private static final AtomicInteger DATABASES = new AtomicInteger();

	@Override
	TestDatabase newDatabase() {
		String name = "test_" + DATABASES.incrementAndGet();
		database("postgres").execute("CREATE DATABASE " + name);
		return database(name);
	}

	private static TestDatabase database(String name) {
		return new TestDatabase(SERVER.getHost(), SERVER.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT), name);
	}

}
