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

import java.util.Map;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.benchmarks.OurVersion;
import dev.pgrealtime.benchmarks.server.ServerAddress;

/**
 * Ours, to a typed listener.
 */
public class OurLatencyContender extends AbstractLatencyContender {

	/**
	 * Create the contender.
	 */
	public OurLatencyContender() {
		this("ours");
	}

	OurLatencyContender(String name) {
		super(name);
	}

	@Override
	public String version() {
		return OurVersion.get();
	}

	/**
	 * Return the address of the database.
	 * @param server the server
	 * @return the URL
	 */
	String url(ServerAddress server) {
		return server.url();
	}

	/**
	 * Return the application that listens.
	 * @return its configuration
	 */
	Class<?> application() {
		return Application.class;
	}

	@Override
	AutoCloseable stream(LatencyTask task, LatencyRecorder recorder) {
		return new SpringApplicationBuilder(application()).web(WebApplicationType.NONE)
			.properties(Map.of("spring.main.banner-mode", "off", "spring.datasource.url", url(task.server()),
					"spring.datasource.username", ServerAddress.USER, "spring.datasource.password",
					ServerAddress.PASSWORD, "realtime.slot.name", task.slot(), "realtime.publication.name",
					task.publication()))
			.initializers((context) -> context.getBeanFactory().registerSingleton("recorder", recorder))
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = LatencyRow.class)
	static class Application {

		private final LatencyRecorder recorder;

		Application(LatencyRecorder recorder) {
			this.recorder = recorder;
		}

		@EventListener
		void inserted(EntityInserted<LatencyRow> event) {
			this.recorder.received(event.newEntity().getStamp());
		}

	}

}
