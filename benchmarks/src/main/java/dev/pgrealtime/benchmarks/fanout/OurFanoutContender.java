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

package dev.pgrealtime.benchmarks.fanout;

import java.sql.SQLException;
import java.util.Map;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import dev.pgrealtime.benchmarks.OurVersion;
import dev.pgrealtime.benchmarks.server.ServerAddress;

/**
 * Ours: an application on WebFlux and Netty, with the defaults of the starter.
 */
public final class OurFanoutContender implements FanoutContender {

	@Override
	public String name() {
		return "ours";
	}

	@Override
	public String version() {
		return OurVersion.get();
	}

	@Override
	public FanoutEndpoint run(FanoutTask task) {
		Environment environment = new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.properties(Map.of("spring.main.banner-mode", "off", "server.port", "0", "spring.datasource.url",
					task.server().url(), "spring.datasource.username", ServerAddress.USER, "spring.datasource.password",
					ServerAddress.PASSWORD, "realtime.slot.name", task.slot(), "realtime.publication.name", task.slot(),
					"realtime.web.exposure.include", "fanout_event"))
			.run()
			.getEnvironment();
		return new FanoutEndpoint(environment.getRequiredProperty("local.server.port", Integer.class),
				"/realtime/fanout_event");
	}

	@Override
	public EventPublisher publisher(FanoutTask task, FanoutEndpoint endpoint) throws SQLException {
		return new RowPublisher(task.server());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = FanoutEvent.class)
	static class Application {

	}

}
