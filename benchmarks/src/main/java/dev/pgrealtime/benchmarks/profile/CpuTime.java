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

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.util.StringUtils;

/**
 * What a thread has had of the processors since it started, as Linux counts it.
 *
 * @param user seconds in code of its own
 * @param kernel seconds in the kernel
 * @param waits how often it went to sleep, and was woken
 * @param preemptions how often it had to make room for another thread
 */
record CpuTime(double user, double kernel, double waits, double preemptions) {

	static final CpuTime NONE = new CpuTime(0, 0, 0, 0);

	/** The kernel counts in these whatever the machine does. */
	private static final double TICKS_PER_SECOND = 100;

	private static final int USER_TICKS = 11;

	/**
	 * Return the time of the threads of a process.
	 * @param pid the process
	 * @return the times by the names of the threads, of which the kernel keeps 15
	 * characters; threads of the same name together, and none if the process has ended
	 */
	static Map<String, CpuTime> ofThreads(long pid) {
		Map<String, CpuTime> times = new TreeMap<>();
		try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
			for (Path thread : threads) {
				addThread(times, thread);
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			times.clear();
		}
		return times;
	}

	private static void addThread(Map<String, CpuTime> times, Path thread) {
		try {
			times.merge(Files.readString(thread.resolve("comm")).strip(), of(thread), CpuTime::plus);
		}
		catch (IOException ex) {
			// Threads come and go
		}
	}

	private static CpuTime of(Path thread) throws IOException {
		String stat = Files.readString(thread.resolve("stat"));
		// The name comes before, in parentheses, and may contain anything
		String[] fields = StringUtils.delimitedListToStringArray(stat.substring(stat.lastIndexOf(')') + 2), " ");
		String status = Files.readString(thread.resolve("status"));
		return new CpuTime(Long.parseLong(fields[USER_TICKS]) / TICKS_PER_SECOND,
				Long.parseLong(fields[USER_TICKS + 1]) / TICKS_PER_SECOND, count(status, "\nvoluntary_ctxt_switches:"),
				count(status, "\nnonvoluntary_ctxt_switches:"));
	}

	private static long count(String status, String name) {
		int start = status.indexOf(name) + name.length();
		return Long.parseLong(status.substring(start, status.indexOf('\n', start)).strip());
	}

	double total() {
		return this.user + this.kernel;
	}

	CpuTime plus(CpuTime other) {
		return new CpuTime(this.user + other.user, this.kernel + other.kernel, this.waits + other.waits,
				this.preemptions + other.preemptions);
	}

	CpuTime minus(CpuTime other) {
		return new CpuTime(this.user - other.user, this.kernel - other.kernel, this.waits - other.waits,
				this.preemptions - other.preemptions);
	}

	CpuTime dividedBy(double divisor) {
		return new CpuTime(this.user / divisor, this.kernel / divisor, this.waits / divisor,
				this.preemptions / divisor);
	}

}
