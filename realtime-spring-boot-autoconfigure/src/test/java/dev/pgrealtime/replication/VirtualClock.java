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

package dev.pgrealtime.replication;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;

import dev.pgrealtime.delivery.DeliveryClock;

/**
 * A clock that stands still until it is moved on.
 */
final class VirtualClock extends Clock implements DeliveryClock {

	/** A time that never comes. */
	static final long NEVER = Long.MAX_VALUE;

	private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

	private final PriorityQueue<Timer> timers = new PriorityQueue<>(
			Comparator.comparingLong(Timer::at).thenComparingLong(Timer::number));

	private final Runnable pause;

	private long nanos;

	private long timerCount;

	/**
	 * Create a clock.
	 * @param pause what happens while somebody waits for a signal
	 */
	VirtualClock(Runnable pause) {
		this.pause = pause;
	}

	@Override
	public long nanoTime() {
		return this.nanos;
	}

	@Override
	public Instant now() {
		return START.plusNanos(this.nanos);
	}

	@Override
	public Instant instant() {
		return now();
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

	@Override
	public void after(Duration delay, Runnable action) {
		this.timers.add(new Timer(this.nanos + delay.toNanos(), this.timerCount++, action, false));
	}

	/**
	 * Run something later, whether or not the application still runs then.
	 * @param delay how much later
	 * @param action what to run
	 */
	void inAnyCaseAfter(Duration delay, Runnable action) {
		this.timers.add(new Timer(this.nanos + delay.toNanos(), this.timerCount++, action, true));
	}

	@Override
	public void await(Condition condition) {
		this.pause.run();
	}

	/**
	 * Run what is due next.
	 * @return whether anything was due
	 */
	boolean runNext() {
		if (nextTimer() > this.nanos) {
			return false;
		}
		this.timers.remove().action().run();
		return true;
	}

	long nextTimer() {
		Timer next = this.timers.peek();
		return (next != null) ? next.at() : NEVER;
	}

	void moveTo(long nanos) {
		this.nanos = Math.max(this.nanos, nanos);
	}

	/** The application has gone, and what it wanted to do later. */
	void forgetTimers() {
		this.timers.removeIf((timer) -> !timer.inAnyCase());
	}

	private record Timer(long at, long number, Runnable action, boolean inAnyCase) {

	}

}
