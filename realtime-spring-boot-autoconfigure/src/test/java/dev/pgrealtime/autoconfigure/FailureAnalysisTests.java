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
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanInitializationException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What an application says that fails to start because of its configuration.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTests {

	private static final String URL = "realtime.connection.url=jdbc:postgresql://localhost/shop";

	@Test
	void unknownServer(CapturedOutput output) {
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(FailureAnalysisTests::start);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The address of the PostgreSQL server to stream from is unknown")
			.contains("Set realtime.connection.url, username and password");
	}

	@Test
	void invalidSlotName(CapturedOutput output) {
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> start(URL, "realtime.slot.name=Shop"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Invalid value 'Shop' for configuration property 'realtime.slot.name'")
			.contains("PostgreSQL allows 1 to 63 lower-case letters, digits and underscores.");
	}

	@Test
	void invalidDelay(CapturedOutput output) {
		assertThatExceptionOfType(BeanCreationException.class)
			.isThrownBy(() -> start(URL, "realtime.retry.initial-interval=1m"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Invalid value 'PT30S' for configuration property 'realtime.retry.max-interval'")
			.contains("It must not be shorter than 'realtime.retry.initial-interval', which is PT1M.");
	}

	@Test
	void invalidBufferOfTheStreams(CapturedOutput output) {
		assertThatExceptionOfType(BeanCreationException.class)
			.isThrownBy(() -> start(URL, "realtime.sse.buffer-size=0"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("realtime.sse.buffer-size")
			.contains("It must be positive.");
	}

	@Test
	void invalidListener(CapturedOutput output) {
		assertThatExceptionOfType(BeanInitializationException.class).isThrownBy(
				() -> new SpringApplicationBuilder(Application.class, Listener.class).web(WebApplicationType.NONE)
					.properties(URL)
					.run());
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Listener.on is a @RealtimeListener with 2 parameters")
			.contains("Give it one parameter");
	}

	@Test
	void invalidNumberOfAttempts(CapturedOutput output) {
		assertThatExceptionOfType(BeanCreationException.class)
			.isThrownBy(() -> start(URL, "realtime.listener.max-attempts=0"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("realtime.listener.max-attempts")
			.contains("It must be positive.");
	}

	@Test
	void passwordIsNotPrinted(CapturedOutput output) {
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(
				() -> start(URL, "realtime.connection.password=open-sesame", "realtime.listener.buffer-size=0B"));
		assertThat(output).contains("APPLICATION FAILED TO START").doesNotContain("open-sesame");
	}

	private static void start(String... properties) {
		new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).properties(properties).run();
	}

	static class Listener {

		@RealtimeListener
		void on(RealtimeEvent<?> event, String other) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RealtimeAutoConfiguration.class, RealtimeHubAutoConfiguration.class })
	@Import(EmptyCatalogConfiguration.class)
	static class Application {

	}

}
