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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import dev.pgrealtime.delivery.LaneSteps;

/**
 * The threads of listeners, which do one step when they are told to.
 */
final class SimulatedThreads implements Executor {

	private final List<Work> works = new ArrayList<>();

	@Override
	public void execute(Runnable command) {
		this.works.add(new Work(command));
	}

	/**
	 * Let one of the threads do a step that does not sleep.
	 * @param choice which one to ask first
	 * @param now what time it is
	 * @param sleep how long it sleeps afterwards
	 * @return whether there was one
	 */
	boolean step(int choice, long now, long sleep) {
		for (int i = 0; i < this.works.size(); i++) {
			Work work = this.works.get((choice + i) % this.works.size());
			if (work.wakesAt <= now) {
				work.wakesAt = now + sleep;
				if (!LaneSteps.step(work.command)) {
					this.works.remove(work);
				}
				return true;
			}
		}
		return false;
	}

	long nextWake() {
		long next = VirtualClock.NEVER;
		for (Work work : this.works) {
			next = Math.min(next, work.wakesAt);
		}
		return next;
	}

	int size() {
		return this.works.size();
	}

	void kill() {
		this.works.clear();
	}

	private static final class Work {

		private final Runnable command;

		private long wakesAt;

		private Work(Runnable command) {
			this.command = command;
		}

	}

}
