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
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * What this JVM has done since its start.
 *
 * @param nanos when it was asked, by {@link System#nanoTime()}
 * @param cpuNanos the processor time of all its threads
 * @param allocated the bytes that its threads have allocated
 * @param wakeUps how often its threads have waited
 */
record ProcessActivity(long nanos, long cpuNanos, long allocated, long wakeUps) {

	private static final Path TASKS = Path.of("/proc/self/task");

	private static final String SWITCHES = "voluntary_ctxt_switches:";

	static ProcessActivity current() throws IOException {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
		long allocated = Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds())).sum();
		long wakeUps = countWakeUps();
		return new ProcessActivity(System.nanoTime(), system.getProcessCpuTime(), allocated, wakeUps);
	}

	private static long countWakeUps() throws IOException {
		if (!Files.isDirectory(TASKS)) {
			return 0;
		}
		try (Stream<Path> tasks = Files.list(TASKS)) {
			return tasks.mapToLong(ProcessActivity::countWakeUps).sum();
		}
	}

	private static long countWakeUps(Path task) {
		try (Stream<String> status = Files.lines(task.resolve("status"))) {
			return status.filter((line) -> line.startsWith(SWITCHES))
				.mapToLong((line) -> Long.parseLong(line.substring(SWITCHES.length()).trim()))
				.sum();
		}
		catch (IOException | UncheckedIOException ex) {
			// The thread has ended meanwhile
			return 0;
		}
	}

	/**
	 * Return the live heap.
	 * @return its size after a collection, in MB
	 */
	static double liveHeap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
	}

	double secondsSince(ProcessActivity earlier) {
		return (this.nanos - earlier.nanos) / 1e9;
	}

}
