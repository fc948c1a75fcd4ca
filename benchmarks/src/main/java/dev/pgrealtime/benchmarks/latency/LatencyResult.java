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

/**
 * How long the changes took, in microseconds.
 *
 * @param count the number of changes
 * @param p50 what half of them reach
 * @param p99 what 99 in a hundred reach
 * @param p999 what 999 in a thousand reach
 * @param max the longest
 */
public record LatencyResult(int count, double p50, double p99, double p999, double max) {

	/**
	 * Sum up what was measured.
	 * @param nanos how long each change took, in nanoseconds
	 * @return the result
	 */
	public static LatencyResult of(long[] nanos) {
		long[] sorted = nanos.clone();
		Arrays.sort(sorted);
		return new LatencyResult(sorted.length, percentile(sorted, 0.5), percentile(sorted, 0.99),
				percentile(sorted, 0.999), percentile(sorted, 1));
	}

	private static double percentile(long[] sorted, double share) {
		int rank = (int) Math.ceil(share * sorted.length);
		return sorted[Math.max(rank, 1) - 1] / 1e3;
	}

}
