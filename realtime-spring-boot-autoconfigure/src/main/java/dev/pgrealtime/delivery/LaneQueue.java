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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The tasks of a lane. One waits until those before it are done that it has a key in
 * common with, is then ready, and then runs; if it fails it waits once more. Guarded by
 * the lock of the lane.
 */
final class LaneQueue {

	private final KeyOrder order = new KeyOrder();

	/**
	 * All that do not run, ready ones too.
	 */
	private final Set<Task> waiting = new LinkedHashSet<>();

	private final Deque<Task> ready = new ArrayDeque<>();

	private final Set<Task> running = new LinkedHashSet<>();

	private int inFlight;

	private long bytes;

	/**
	 * Those that have failed, and wait or run once more.
	 */
	private final Set<Task> failing = new HashSet<>();

	void add(Task task) {
		this.inFlight += task.size();
		this.bytes += task.bytes();
		this.waiting.add(task);
		if (this.order.add(task)) {
			this.ready.add(task);
		}
	}

	/**
	 * Let the next task run.
	 * @return the task, or {@code null} if none is ready
	 */
	@Nullable Task next() {
		Task task = this.ready.poll();
		if (task != null) {
			this.waiting.remove(task);
			this.running.add(task);
		}
		return task;
	}

	/**
	 * Let a task wait that has run and failed.
	 * @param task the task
	 */
	void suspend(Task task) {
		this.running.remove(task);
		this.waiting.add(task);
		this.failing.add(task);
	}

	/**
	 * Let a task go on that has waited long enough.
	 * @param task the task, which may have been cleared away
	 */
	void resume(Task task) {
		if (this.waiting.contains(task)) {
			this.ready.add(task);
		}
	}

	/**
	 * Remove a task that has run, for good.
	 * @param task the task
	 */
	void remove(Task task) {
		this.running.remove(task);
		this.failing.remove(task);
		forget(task);
		this.ready.addAll(this.order.remove(task));
	}

	/**
	 * Remove a task that does not run and will never be done, and those that wait for it.
	 * It keeps its place in the order, so that those after it are given up as well.
	 * @param task the task
	 * @return those that were removed
	 */
	List<Task> giveUp(Task task) {
		this.running.remove(task);
		List<Task> givenUp = List.copyOf(task.giveUp());
		givenUp.forEach((each) -> {
			if (this.waiting.remove(each) || each == task) {
				forget(each);
			}
			this.failing.remove(each);
		});
		this.ready.removeAll(givenUp);
		return givenUp;
	}

	/**
	 * Remove the tasks that have failed and wait, and those that wait for them.
	 * @return those that were removed
	 */
	List<Task> giveUpFailing() {
		List<Task> givenUp = new ArrayList<>();
		for (Task task : List.copyOf(this.failing)) {
			if (this.waiting.contains(task)) {
				givenUp.addAll(giveUp(task));
			}
		}
		return givenUp;
	}

	/**
	 * Remove the tasks that wait, and give those that run no other attempt.
	 * @return those that were removed
	 */
	List<Task> clear() {
		List<Task> cleared = List.copyOf(this.waiting);
		this.waiting.clear();
		this.ready.clear();
		this.failing.clear();
		this.running.forEach(Task::makeObsolete);
		this.order.keepOnly(this.running);
		this.inFlight = this.running.stream().mapToInt(Task::size).sum();
		this.bytes = this.running.stream().mapToLong(Task::bytes).sum();
		return cleared;
	}

	private void forget(Task task) {
		this.inFlight -= task.size();
		this.bytes -= task.bytes();
	}

	/**
	 * Return whether a task fits in with those that are on their way.
	 * @param task the task
	 * @param maxInFlight how many events there may be before it
	 * @param maxBytes how many bytes there may be with it, unless it is the only one
	 * @return whether it fits
	 */
	boolean hasRoomFor(Task task, int maxInFlight, long maxBytes) {
		return task.size() == 0 || this.inFlight == 0
				|| (this.inFlight < maxInFlight && this.bytes + task.bytes() <= maxBytes);
	}

	/**
	 * Return how many tasks could run now.
	 * @return the number of those that are ready
	 */
	int readyTasks() {
		return this.ready.size();
	}

	/**
	 * Return how many events are on their way.
	 * @return the number of those that wait or are being handled
	 */
	int inFlight() {
		return this.inFlight;
	}

	/**
	 * Return whether a task waits that has failed, or runs once more.
	 * @return whether there is one
	 */
	boolean hasFailing() {
		return !this.failing.isEmpty();
	}

}
