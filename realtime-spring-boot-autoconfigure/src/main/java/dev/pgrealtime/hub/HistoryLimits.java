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

package dev.pgrealtime.hub;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How much of the past of each channel is kept.
 *
 * @param events the number of events; 0 for none
 * @param bytes the size of the events, as encoded
 * @param age how long ago an event may have been published
 */
public record HistoryLimits(int events, long bytes, Duration age) {

	private static final Duration EVER = Duration.ofNanos(Long.MAX_VALUE);

	/**
	 * Nothing is kept.
	 */
	public static final HistoryLimits NONE = new HistoryLimits(0, 0, Duration.ZERO);

	public HistoryLimits {
		Assert.isTrue(events >= 0 && bytes >= 0 && !age.isNegative(), "Limits must not be negative");
		age = (age.compareTo(EVER) < 0) ? age : EVER;
	}

}
