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

package dev.pgrealtime.web.sse;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How many streams there may be at a time.
 *
 * @param streams the number of streams of all clients together
 * @param streamsPerClient the number of streams of one client
 * @param retryAfter when a client that is refused may try again
 */
public record SseLimits(int streams, int streamsPerClient, Duration retryAfter) {

	public SseLimits {
		Assert.isTrue(streams > 0 && streamsPerClient > 0, "Limits must be positive");
	}

}
