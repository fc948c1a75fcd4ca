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

package dev.pgrealtime.web.sse.reactive;

import java.nio.file.Files;
import java.nio.file.Path;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.metamodel.Metamodel;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.support.SampleEvents;

import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * A server on WebFlux and Netty for a JVM of its own, which writes its port to a file.
 */
public final class SseServer {

	private SseServer() {
	}

	public static void main(String[] arguments) throws Exception {
		String port = new SpringApplicationBuilder(SseWebFluxTests.Stack.class, Application.class)
			.web(WebApplicationType.REACTIVE)
			.run("--server.port=0", "--realtime.web.exposure.include=orders",
					"--realtime.sse.limits.streams-per-client=10000")
			.getEnvironment()
			.getRequiredProperty("local.server.port");
		Path file = Path.of(arguments[0]);
		Path written = Files.writeString(file.resolveSibling(file.getFileName() + ".part"), port);
		Files.move(written, file);
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		EntityCatalog catalog() {
			return SampleEvents.catalog(SampleEvents.model(String.class, "orders"));
		}

		@Bean
		EntityManagerFactory entityManagerFactory() {
			EntityManagerFactory entityManagerFactory = mock();
			given(entityManagerFactory.getMetamodel()).willReturn(mock(Metamodel.class));
			return entityManagerFactory;
		}

	}

}
