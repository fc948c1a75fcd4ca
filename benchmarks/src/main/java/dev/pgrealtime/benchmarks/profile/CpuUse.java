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

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What server and client take of the processors for a change.
 *
 * @param rate changes a second
 * @param server what the process takes that sends the changes
 * @param client what the threads of the client take, by the beginning of their names
 */
record CpuUse(double rate, CpuTime server, Map<String, CpuTime> client) {

	/**
	 * Create the use of a moment and a later one. Whatever lies before and after is not
	 * in it, so that neither starting nor ending blurs what a change costs.
	 * @param rate changes a second
	 * @param first the moment
	 * @param last the later moment
	 * @return the use
	 */
	static CpuUse between(double rate, Moment first, Moment last) {
		double changes = rate * (last.nanoTime - first.nanoTime) / 1e9;
		Map<String, CpuTime> client = new TreeMap<>();
		last.client.forEach((name, time) -> client.put(name,
				time.minus(first.client.getOrDefault(name, CpuTime.NONE)).dividedBy(changes)));
		return new CpuUse(rate, last.server.minus(first.server).dividedBy(changes), client);
	}

	CpuTime client(Predicate<String> name) {
		return this.client.entrySet()
			.stream()
			.filter((thread) -> name.test(thread.getKey()))
			.map(Map.Entry::getValue)
			.reduce(CpuTime.NONE, CpuTime::plus);
	}

	CpuTime clientTotal() {
		return client((name) -> true);
	}

	/**
	 * What had been used at a moment.
	 *
	 * @param nanoTime the moment
	 * @param server what the process had used that sends the changes
	 * @param client what the threads of the client had used, by their names
	 */
	record Moment(long nanoTime, CpuTime server, Map<String, CpuTime> client) {

	}

}
