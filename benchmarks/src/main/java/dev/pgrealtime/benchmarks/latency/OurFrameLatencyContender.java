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

package dev.pgrealtime.benchmarks.latency;

import java.io.IOException;
import java.util.Map;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import dev.pgrealtime.benchmarks.OurVersion;
import dev.pgrealtime.benchmarks.server.ServerAddress;

/**
 * Ours, to a server-sent event as a browser receives it: over HTTP, from WebFlux on
 * Netty.
 */
public final class OurFrameLatencyContender extends AbstractLatencyContender {

	/**
	 * Create the contender.
	 */
	public OurFrameLatencyContender() {
		super("ours, SSE frame");
	}

	@Override
	public String version() {
		return OurVersion.get();
	}

	@Override
	AutoCloseable stream(LatencyTask task, LatencyRecorder recorder) throws IOException {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.REACTIVE)
			.properties(Map.of("spring.main.banner-mode", "off", "server.port", "0", "spring.datasource.url",
					task.server().url(), "spring.datasource.username", ServerAddress.USER, "spring.datasource.password",
					ServerAddress.PASSWORD, "realtime.slot.name", task.slot(), "realtime.publication.name",
					task.publication(), "realtime.web.exposure.include", "latency", "realtime.sse.buffer-size",
					"10000"))
			.run();
		int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		FrameReader frames = new FrameReader(port, recorder);
		return () -> {
			frames.close();
			context.close();
		};
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = LatencyRow.class)
	static class Application {

	}

}
