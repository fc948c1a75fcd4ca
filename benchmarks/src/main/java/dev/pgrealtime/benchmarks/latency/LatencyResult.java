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

import java.util.List;
import java.util.stream.Stream;

import dev.pgrealtime.benchmarks.report.LatencyTable;

/**
 * How long the changes took.
 *
 * @param nanos the time of each of them, in nanoseconds
 */
public record LatencyResult(List<Long> nanos) {

	LatencyResult and(LatencyResult other) {
		return new LatencyResult(Stream.concat(this.nanos.stream(), other.nanos.stream()).toList());
	}

	/**
	 * Sum up what was measured.
	 * @param name the name of the contender
	 * @param version its version
	 * @return a row for it
	 */
	public LatencyTable.Row row(String name, String version) {
		List<Long> sorted = this.nanos.stream().sorted().toList();
		return new LatencyTable.Row(name, version, percentile(sorted, 0.5), percentile(sorted, 0.99),
				percentile(sorted, 0.999), percentile(sorted, 1));
	}

	private static double percentile(List<Long> sorted, double share) {
		int rank = (int) Math.ceil(share * sorted.size());
		return sorted.get(Math.max(rank, 1) - 1) / 1e3;
	}

}
