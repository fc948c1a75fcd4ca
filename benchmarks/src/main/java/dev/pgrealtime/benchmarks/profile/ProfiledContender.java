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

package dev.pgrealtime.benchmarks.profile;

import java.nio.file.Files;
import java.nio.file.Path;

import one.profiler.AsyncProfiler;

import dev.pgrealtime.benchmarks.drain.DrainResult;
import dev.pgrealtime.benchmarks.drain.DrainTask;
import dev.pgrealtime.benchmarks.drain.ListenerContender;
import dev.pgrealtime.benchmarks.process.Contender;

/**
 * Ours with typed listeners, under a profiler that sees the time on the processors, in
 * the kernel too where the machine lets it.
 */
public final class ProfiledContender implements Contender<DrainTask, DrainResult> {

	/**
	 * The system property that names the file for the stacks of the last drain.
	 */
	static final String FILE = "benchmark.stacks";

	private final ListenerContender contender = new ListenerContender();

	@Override
	public String name() {
		return this.contender.name();
	}

	@Override
	public String version() {
		return this.contender.version();
	}

	@Override
	public DrainResult run(DrainTask task) throws Exception {
		AsyncProfiler profiler = AsyncProfiler.getInstance();
		profiler.execute("start,event=cpu,interval=1ms,threads");
		DrainResult result = this.contender.run(task);
		Files.writeString(Path.of(System.getProperty(FILE)), profiler.execute("stop,collapsed,threads"));
		return result;
	}

}
