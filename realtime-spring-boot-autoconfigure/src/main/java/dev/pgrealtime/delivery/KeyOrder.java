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

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Tells which task has to wait for which: one for those before it that have a key in
 * common with it, and one without keys for all before it, as all after it wait for it.
 */
final class KeyOrder {

	private final Map<EventKey, Task> last = new HashMap<>();

	/**
	 * The last task without keys, if it is not done.
	 */
	private @Nullable Task barrier;

	/**
	 * Add a task behind those that are there.
	 * @param task the task
	 * @return whether it has to wait for none of them
	 */
	boolean add(Task task) {
		if (task.keys().isEmpty()) {
			this.last.values().forEach(task::follow);
			this.last.clear();
			follow(task, this.barrier);
			this.barrier = task;
		}
		else {
			for (EventKey key : task.keys()) {
				Task before = this.last.put(key, task);
				follow(task, (before != null) ? before : this.barrier);
			}
		}
		return !task.isBlocked();
	}

	private static void follow(Task task, @Nullable Task before) {
		if (before != null) {
			task.follow(before);
		}
	}

	/**
	 * Remove a task that is done.
	 * @param task the task
	 * @return those that have to wait for no other one
	 */
	List<Task> remove(Task task) {
		for (EventKey key : task.keys()) {
			this.last.remove(key, task);
		}
		if (this.barrier == task) {
			this.barrier = null;
		}
		return task.letGo();
	}

	/**
	 * Forget all tasks but some that have begun.
	 * @param begun tasks that do not wait for each other
	 */
	void keepOnly(Collection<Task> begun) {
		this.last.clear();
		this.barrier = null;
		for (Task task : begun) {
			task.forgetFollowers();
			add(task);
		}
	}

}
