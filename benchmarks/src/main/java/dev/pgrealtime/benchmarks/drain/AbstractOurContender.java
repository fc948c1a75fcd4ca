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

import org.springframework.context.ConfigurableApplicationContext;

import dev.pgrealtime.benchmarks.OurVersion;
import dev.pgrealtime.benchmarks.process.Contender;

/**
 * Ours, in an application with a bean that receives the changes.
 */
abstract class AbstractOurContender implements Contender<DrainTask, DrainResult> {

	private final String name;

	private final Class<?> receiver;

	/**
	 * Create a contender.
	 * @param name the name
	 * @param receiver the class of the bean, which tells a {@link DrainCounter}
	 */
	AbstractOurContender(String name, Class<?> receiver) {
		this.name = name;
		this.receiver = receiver;
	}

	@Override
	public final String name() {
		return this.name;
	}

	@Override
	public final String version() {
		return OurVersion.get();
	}

	@Override
	public final DrainResult run(DrainTask task) throws InterruptedException {
		DrainCounter counter = new DrainCounter(task.changes());
		try (ConfigurableApplicationContext context = DrainApplication.start(task, this.receiver, counter)) {
			counter.await();
		}
		return counter.result();
	}

}
