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

package dev.pgrealtime.benchmarks.report;

import java.util.List;

/**
 * What was measured of a contender.
 *
 * @param name the name of the contender
 * @param version its version
 * @param rounds a value for each round
 */
public record Figure(String name, String version, List<Double> rounds) {

	/**
	 * Return the value that half of the rounds reach.
	 * @return the median
	 */
	public double median() {
		List<Double> sorted = this.rounds.stream().sorted().toList();
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

	/**
	 * Return the smallest value.
	 * @return the minimum
	 */
	public double min() {
		return this.rounds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
	}

	/**
	 * Return the largest value.
	 * @return the maximum
	 */
	public double max() {
		return this.rounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
	}

}
