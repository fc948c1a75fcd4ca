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

package dev.pgrealtime.benchmarks.drain;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import dev.pgrealtime.benchmarks.OurSettings;

/**
 * An application like any other that uses the starter, with its defaults.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EntityScan(basePackageClasses = PurchaseOrder.class)
public class DrainApplication {

	static ConfigurableApplicationContext start(DrainTask task, Class<?> receiver, DrainCounter counter) {
		return new SpringApplicationBuilder(DrainApplication.class, receiver).web(WebApplicationType.NONE)
			.properties(OurSettings.of(task.server(), task.slot(), task.publication()))
			.initializers((context) -> context.getBeanFactory().registerSingleton("counter", counter))
			.run();
	}

}
