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

package dev.pgrealtime.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A clock that stands still until it is told that time has passed.
 */
final class ManualClock implements DeliveryClock {

	static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private final List<Duration> delays = new CopyOnWriteArrayList<>();

	private final List<Runnable> actions = new CopyOnWriteArrayList<>();

	@Override
	public Instant now() {
		return NOW;
	}

	@Override
	public long nanoTime() {
		return 0;
	}

	@Override
	public void after(Duration delay, Runnable action) {
		this.delays.add(delay);
		this.actions.add(action);
	}

	/**
	 * Return the delays that were asked for.
	 * @return all of them, in order
	 */
	List<Duration> delays() {
		return this.delays;
	}

	int pending() {
		return this.actions.size();
	}

	/**
	 * Let the time pass that is waited for.
	 */
	void pass() {
		List<Runnable> due = new ArrayList<>(this.actions);
		this.actions.removeAll(due);
		due.forEach(Runnable::run);
	}

	void pass(int index) {
		this.actions.remove(index).run();
	}

}
