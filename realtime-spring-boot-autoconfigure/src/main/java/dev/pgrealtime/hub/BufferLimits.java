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

import org.springframework.util.Assert;

/**
 * How much may wait for one subscriber.
 *
 * @param messages the number of messages
 * @param bytes the size of the messages, as encoded; a message that has more may wait
 * alone
 */
public record BufferLimits(int messages, long bytes) {

	public BufferLimits {
		Assert.isTrue(messages > 0 && bytes > 0, "Limits must be positive");
	}

	/**
	 * Limit the number of messages only.
	 * @param messages that number
	 * @return the limits
	 */
	public static BufferLimits ofMessages(int messages) {
		return new BufferLimits(messages, Long.MAX_VALUE);
	}

}
