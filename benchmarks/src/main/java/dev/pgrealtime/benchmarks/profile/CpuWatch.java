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

import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.benchmarks.profile.CpuUse.Moment;
import dev.pgrealtime.benchmarks.server.BenchmarkServer;

/**
 * Watches, from outside, what is used while a slot is drained: by the process of the
 * server that sends the changes, and by the client with its children.
 */
final class CpuWatch implements AutoCloseable {

	private static final int PERIOD_MILLIS = 50;

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

	private final BenchmarkServer server;

	private final String slot;

	private final ProcessHandle client;

	private @Nullable ScheduledFuture<?> looking;

	private long sender;

	private volatile @Nullable Moment first;

	private volatile @Nullable Moment last;

	private CpuWatch(BenchmarkServer server, String slot, ProcessHandle client) {
		this.server = server;
		this.slot = slot;
		this.client = client;
	}

	/**
	 * Begin to watch.
	 * @param server the server
	 * @param slot the slot that is going to be drained
	 * @param client who is going to drain it
	 * @return the watch
	 */
	static CpuWatch start(BenchmarkServer server, String slot, ProcessHandle client) {
		CpuWatch watch = new CpuWatch(server, slot, client);
		watch.looking = watch.executor.scheduleAtFixedRate(watch::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
		return watch;
	}

	private void look() {
		if (this.sender == 0) {
			this.sender = findSender();
		}
		Map<String, CpuTime> server = CpuTime.ofThreads(this.sender);
		if (!server.isEmpty()) {
			Map<String, CpuTime> client = client();
			if (this.last != null) {
				// What a thread has used is used, even if it has ended since
				this.last.client().forEach(client::putIfAbsent);
			}
			this.last = new Moment(System.nanoTime(), sum(server), client);
			if (this.first == null) {
				this.first = this.last;
			}
		}
	}

	/**
	 * Find the process of the server that sends. Whoever copies the slot has it for a
	 * moment too, but is no sender.
	 * @return its id, zero if there is none yet
	 */
	private long findSender() {
		try {
			return Long.parseLong(this.server.query("""
					SELECT coalesce(max(pid), 0) FROM pg_stat_replication JOIN pg_replication_slots ON pid = active_pid
					WHERE slot_name = '%s'""".formatted(this.slot)));
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static CpuTime sum(Map<String, CpuTime> threads) {
		return threads.values().stream().reduce(CpuTime.NONE, CpuTime::plus);
	}

	private Map<String, CpuTime> client() {
		Map<String, CpuTime> client = new TreeMap<>();
		try (Stream<ProcessHandle> children = this.client.descendants()) {
			Stream.concat(Stream.of(this.client), children)
				.map((process) -> CpuTime.ofThreads(process.pid()))
				.forEach((threads) -> threads.forEach((name, time) -> client.merge(name, time, CpuTime::plus)));
		}
		return client;
	}

	/**
	 * Return what was used.
	 * @param rate the changes a second
	 * @return the use for each change
	 */
	CpuUse use(double rate) {
		if (this.looking != null && this.looking.isDone()) {
			throw new IllegalStateException("The server or the client could not be looked at");
		}
		Moment first = this.first;
		Moment last = this.last;
		if (first == null || last == null || first.equals(last)) {
			throw new IllegalStateException("The drain was over before anything was seen of it");
		}
		return CpuUse.between(rate, first, last);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
