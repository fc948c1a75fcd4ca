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

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A method, or whatever else stands on a stack, with all that was called from it.
 */
final class Frame {

	private final Map<String, Frame> callees = new TreeMap<>();

	private final String name;

	private long samples;

	Frame(String name) {
		this.name = name;
	}

	/**
	 * Add a stack.
	 * @param stack the names of the frames, without this one, the outermost first
	 * @param samples how often it was seen
	 */
	void add(List<String> stack, long samples) {
		this.samples += samples;
		if (!stack.isEmpty()) {
			this.callees.computeIfAbsent(stack.get(0), Frame::new).add(stack.subList(1, stack.size()), samples);
		}
	}

	String name() {
		return this.name;
	}

	long samples() {
		return this.samples;
	}

	Collection<Frame> callees() {
		return this.callees.values();
	}

	/**
	 * Return how many frames lie on each other at most, this one included.
	 * @param smallest frames with fewer samples do not count
	 * @return the depth
	 */
	int depth(long smallest) {
		return 1 + callees().stream()
			.filter((callee) -> callee.samples >= smallest)
			.mapToInt((callee) -> callee.depth(smallest))
			.max()
			.orElse(0);
	}

}
