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

package dev.pgrealtime.benchmarks.idle;

/**
 * What waiting cost.
 *
 * @param cpuPercent the processor time of the JVM, in percent of one core
 * @param wakeUps how often a second a thread was given a processor after waiting, or 0
 * where the system does not tell
 * @param allocatedKilobytes what was allocated a second
 * @param heapBefore the live heap at the beginning, in MB
 * @param heapAfter the live heap at the end, in MB
 */
public record IdleResult(double cpuPercent, double wakeUps, double allocatedKilobytes, double heapBefore,
		double heapAfter) {

}
