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

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

import org.jspecify.annotations.Nullable;

/**
 * Counts how many subscribers have received which event, and keeps the number of events
 * in flight small, so that nobody falls behind. One thread publishes, one receives.
 */
final class Deliveries {

	/**
	 * The number of events that not all subscribers have received yet.
	 */
	static final int IN_FLIGHT = 32;

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final Semaphore window = new Semaphore(IN_FLIGHT);

	private final AtomicLongArray published = new AtomicLongArray(IN_FLIGHT);

	private final int[] received = new int[IN_FLIGHT];

	private final int subscribers;

	private volatile long @Nullable [] latencies;

	private volatile @Nullable Exception failure;

	private int recorded;

	private volatile long lastNanos;

	Deliveries(int subscribers) {
		this.subscribers = subscribers;
	}

	/**
	 * Wait until an event may be published, and note when that is.
	 * @param number the number of the event
	 * @throws InterruptedException if interrupted
	 */
	void publishing(long number) throws InterruptedException {
		acquire(1);
		this.published.set(slot(number), System.nanoTime());
	}

	/**
	 * Note that a subscriber has received an event.
	 * @param number the number of the event
	 * @param now the time of {@link System#nanoTime()}
	 */
	void received(long number, long now) {
		int slot = slot(number);
		long[] latencies = this.latencies;
		if (latencies != null) {
			latencies[this.recorded++] = now - this.published.get(slot);
		}
		if (++this.received[slot] == this.subscribers) {
			this.received[slot] = 0;
			this.lastNanos = now;
			this.window.release();
		}
	}

	private static int slot(long number) {
		return (int) (number % IN_FLIGHT);
	}

	/**
	 * Wait until every subscriber has every event.
	 * @return when the last one arrived, by {@link System#nanoTime()}
	 * @throws InterruptedException if interrupted
	 */
	long awaitAll() throws InterruptedException {
		acquire(IN_FLIGHT);
		this.window.release(IN_FLIGHT);
		return this.lastNanos;
	}

	private void acquire(int permits) throws InterruptedException {
		if (!this.window.tryAcquire(permits, PATIENCE.toSeconds(), TimeUnit.SECONDS) || this.failure != null) {
			throw new IllegalStateException("Not every subscriber has received every event", this.failure);
		}
	}

	/**
	 * Measure how long the next events take, which are as many as there is space for.
	 * @param events the number of events
	 */
	void record(int events) {
		this.recorded = 0;
		this.latencies = new long[events * this.subscribers];
	}

	/**
	 * Stop to measure, once everything has arrived.
	 * @return a time in nanoseconds for each delivery
	 */
	long[] recorded() {
		long[] latencies = (this.latencies != null) ? this.latencies : new long[0];
		this.latencies = null;
		return latencies;
	}

	void failed(Exception failure) {
		this.failure = failure;
		this.window.release(IN_FLIGHT);
	}

}
