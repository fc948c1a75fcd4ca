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

package dev.pgrealtime.benchmarks.latency;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Notes when changes arrive, on any threads. The first ones warm up.
 */
final class LatencyRecorder {

	private final CountDownLatch started = new CountDownLatch(1);

	private final CountDownLatch complete = new CountDownLatch(1);

	private final int warmUp;

	private final long[] nanos;

	private final AtomicInteger received = new AtomicInteger();

	private final AtomicInteger noted = new AtomicInteger();

	private volatile @Nullable String failure;

	LatencyRecorder(LatencyTask task) {
		this.warmUp = task.warmUp();
		this.nanos = new long[task.transactions()];
	}

	/**
	 * Note that a change arrived.
	 * @param stamp when its statement was about to be sent, by {@link System#nanoTime()};
	 * negative for a change that only shows that the stream has started
	 */
	void received(long stamp) {
		long now = System.nanoTime();
		if (stamp == LatencyWriter.PROBE) {
			this.started.countDown();
			return;
		}
		int index = this.received.getAndIncrement() - this.warmUp;
		if (index < 0) {
			return;
		}
		this.nanos[index] = now - stamp;
		if (this.noted.incrementAndGet() == this.nanos.length) {
			this.complete.countDown();
		}
	}

	/**
	 * Note that changes will be missing.
	 * @param reason why
	 */
	void fail(String reason) {
		this.failure = reason;
		this.complete.countDown();
	}

	boolean isStarted() {
		return this.started.getCount() == 0;
	}

	LatencyResult await() throws InterruptedException {
		if (!this.complete.await(1, TimeUnit.MINUTES)) {
			throw new IllegalStateException("Only %d changes came".formatted(this.received.get()));
		}
		if (this.failure != null) {
			throw new IllegalStateException(this.failure);
		}
		return new LatencyResult(Arrays.stream(this.nanos).boxed().toList());
	}

}
