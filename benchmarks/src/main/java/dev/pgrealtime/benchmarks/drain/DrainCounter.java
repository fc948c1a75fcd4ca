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

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Counts what one thread receives, and notes when everything has come.
 */
final class DrainCounter {

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private final CountDownLatch complete = new CountDownLatch(1);

	private final long expected;

	private long inserts;

	private long updates;

	private long deletes;

	private long bytes;

	private volatile double endMillis;

	DrainCounter(long expected) {
		this.expected = expected;
	}

	void insert() {
		this.inserts++;
		check();
	}

	void update() {
		this.updates++;
		check();
	}

	void delete() {
		this.deletes++;
		check();
	}

	/**
	 * Count a change by the first letter of its kind, as both pgoutput and Debezium write
	 * it.
	 * @param kind the letter; others than those of the three kinds do not count
	 */
	void count(int kind) {
		switch (kind) {
			case 'I', 'c' -> insert();
			case 'U', 'u' -> update();
			case 'D', 'd' -> delete();
			default -> {
			}
		}
	}

	void bytes(long count) {
		this.bytes += count;
	}

	private void check() {
		if (changes() == this.expected) {
			this.endMillis = now();
			this.complete.countDown();
		}
	}

	boolean isComplete() {
		return this.complete.getCount() == 0;
	}

	private long changes() {
		return this.inserts + this.updates + this.deletes;
	}

	static double now() {
		Instant now = Instant.now();
		return now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
	}

	void await() throws InterruptedException {
		if (!this.complete.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
			throw new IllegalStateException("%d of %d changes came".formatted(changes(), this.expected));
		}
	}

	DrainResult result() {
		return new DrainResult(this.endMillis, this.inserts, this.updates, this.deletes, this.bytes);
	}

}
