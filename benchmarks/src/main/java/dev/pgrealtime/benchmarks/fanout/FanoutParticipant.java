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

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import dev.pgrealtime.benchmarks.process.ContenderProcess;

/**
 * A contender that has been started, and its subscribers.
 */
final class FanoutParticipant implements AutoCloseable {

	private static final int EVENTS_PER_SECOND = 20;

	private final FanoutContender contender;

	private final ContenderProcess<FanoutTask, FanoutEndpoint> process;

	private final FanoutEndpoint endpoint;

	private final EventPublisher publisher;

	private Deliveries deliveries = new Deliveries(0);

	private @Nullable Subscribers subscribers;

	private long published;

	FanoutParticipant(FanoutContender contender, FanoutTask task, List<String> jvmArguments)
			throws IOException, SQLException {
		this.contender = contender;
		this.process = new ContenderProcess<>(contender, FanoutTask.class, FanoutEndpoint.class, jvmArguments);
		this.endpoint = this.process.run(task);
		this.publisher = contender.publisher(task, this.endpoint);
	}

	FanoutContender contender() {
		return this.contender;
	}

	void connect(int count) throws IOException, InterruptedException {
		disconnect();
		this.deliveries = new Deliveries(count);
		this.subscribers = Subscribers.connect(this.endpoint, count, this.published + 1, this.deliveries);
	}

	/**
	 * Publish as fast as the subscribers receive.
	 * @param duration how long
	 * @return the number of events that every subscriber received a second
	 * @throws Exception if an event is not published or received
	 */
	double saturate(Duration duration) throws Exception {
		long start = System.nanoTime();
		long first = this.published;
		while (System.nanoTime() - start < duration.toNanos()) {
			publish();
		}
		return (this.published - first) * 1e9 / (this.deliveries.awaitAll() - start);
	}

	/**
	 * Publish at a steady rate.
	 * @param duration how long
	 * @return the time from publishing an event to its receipt, for each delivery, in
	 * nanoseconds
	 * @throws Exception if an event is not published or received
	 */
	long[] pace(Duration duration) throws Exception {
		int events = (int) (EVENTS_PER_SECOND * duration.toMillis() / 1000);
		this.deliveries.record(events);
		long start = System.nanoTime();
		for (int i = 0; i < events; i++) {
			awaitTurn(start + i * (1_000_000_000L / EVENTS_PER_SECOND));
			publish();
		}
		this.deliveries.awaitAll();
		return this.deliveries.recorded();
	}

	private static void awaitTurn(long time) {
		for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	private void publish() throws Exception {
		long number = ++this.published;
		this.deliveries.publishing(number);
		this.publisher.publish(number);
	}

	void disconnect() throws IOException, InterruptedException {
		Subscribers subscribers = this.subscribers;
		if (subscribers != null) {
			this.subscribers = null;
			subscribers.close();
		}
	}

	@Override
	public void close() throws Exception {
		disconnect();
		this.publisher.close();
		this.process.close();
	}

}
