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

package dev.pgrealtime.benchmarks.idle;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.benchmarks.process.Contender;
import dev.pgrealtime.benchmarks.server.ServerAddress;

/**
 * Waits. What waits is started by the first task, and goes on until the JVM ends.
 */
abstract class AbstractIdleContender implements Contender<IdleTask, IdleResult> {

	private final String name;

	private final @Nullable String slot;

	private @Nullable AutoCloseable stream;

	/**
	 * Create a contender.
	 * @param name the name
	 * @param slot the name of the slot that it makes, if any
	 */
	AbstractIdleContender(String name, @Nullable String slot) {
		this.name = name;
		this.slot = slot;
	}

	@Override
	public final String name() {
		return this.name;
	}

	@Override
	public final IdleResult run(IdleTask task) throws IOException, InterruptedException {
		if (this.stream == null) {
			this.stream = stream(task.server());
		}
		double heapBefore = ProcessActivity.liveHeap();
		ProcessActivity before = ProcessActivity.current();
		TimeUnit.SECONDS.sleep(task.seconds());
		ProcessActivity after = ProcessActivity.current();
		double seconds = after.secondsSince(before);
		return new IdleResult((after.cpuNanos() - before.cpuNanos()) / 1e7 / seconds,
				(after.wakeUps() - before.wakeUps()) / seconds,
				(after.allocated() - before.allocated()) / 1e3 / seconds, heapBefore, ProcessActivity.liveHeap());
	}

	abstract AutoCloseable stream(ServerAddress server);

	final @Nullable String slot() {
		return this.slot;
	}

}
