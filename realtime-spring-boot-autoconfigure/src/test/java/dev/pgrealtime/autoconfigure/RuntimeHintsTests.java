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

import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import dev.pgrealtime.autoconfigure.endpoint.RealtimeEndpoint;
import dev.pgrealtime.autoconfigure.endpoint.RealtimeEndpointAutoConfiguration;
import dev.pgrealtime.autoconfigure.health.RealtimeHealthContributorAutoConfiguration;
import dev.pgrealtime.replication.ReplicationSocketFactory;
import dev.pgrealtime.replication.SlotState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a native image is told when an application is processed ahead of time.
 */
class RuntimeHintsTests {

	private final RuntimeHints hints = process(RealtimeAutoConfiguration.class, RealtimeHubAutoConfiguration.class,
			RealtimeHealthContributorAutoConfiguration.class, RealtimeEndpointAutoConfiguration.class);

	@Test
	void driverMakesTheSocketFactory() throws NoSuchMethodException {
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(ReplicationSocketFactory.class.getConstructor(String.class))).accepts(this.hints);
	}

	@Test
	void propertiesAreBound() {
		assertThat(RuntimeHintsPredicates.reflection().onType(RealtimeProperties.Listener.class)).accepts(this.hints);
	}

	@Test
	void endpointIsWrittenAsJson() throws NoSuchMethodException {
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(RealtimeEndpoint.StreamDescriptor.class.getMethod("lagBytes"))).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(RealtimeEndpoint.EntityDescriptor.class.getMethod("channel"))).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(SlotState.class.getMethod("walStatus")))
			.accepts(this.hints);
	}

	private static RuntimeHints process(Class<?>... autoConfigurations) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			TestPropertyValues
				.of("realtime.connection.url=jdbc:postgresql://localhost/shop",
						"management.endpoints.web.exposure.include=realtime")
				.applyTo(context);
			context.register(EmptyCatalogConfiguration.class);
			context.register(autoConfigurations);
			DefaultGenerationContext generationContext = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get(RuntimeHintsTests.class)), new InMemoryGeneratedFiles());
			new ApplicationContextAotGenerator().processAheadOfTime(context, generationContext);
			return generationContext.getRuntimeHints();
		}
	}

}
