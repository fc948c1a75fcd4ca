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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the streams, and lets nobody in when there are enough. Safe for use by several
 * threads.
 */
final class SseAdmission {

	private final AtomicInteger streams = new AtomicInteger();

	private final Map<String, Integer> streamsOfClients = new ConcurrentHashMap<>();

	private final SseLimits limits;

	SseAdmission(SseLimits limits) {
		this.limits = limits;
	}

	/**
	 * Let a client in.
	 * @param client tells clients apart
	 * @return to be run when the stream has ended, further runs do nothing
	 * @throws SseRefusedException if there are as many streams as there may be
	 */
	Runnable enter(String client) {
		if (this.streams.incrementAndGet() > this.limits.streams()) {
			this.streams.decrementAndGet();
			throw SseRefusedException.serverIsFull(this.limits);
		}
		if (this.streamsOfClients.merge(client, 1, Integer::sum) > this.limits.streamsPerClient()) {
			leave(client);
			throw SseRefusedException.clientHasEnough(this.limits);
		}
		AtomicBoolean left = new AtomicBoolean();
		return () -> {
			if (left.compareAndSet(false, true)) {
				leave(client);
			}
		};
	}

	private void leave(String client) {
		this.streamsOfClients.computeIfPresent(client, (key, count) -> (count > 1) ? count - 1 : null);
		this.streams.decrementAndGet();
	}

	/**
	 * Return how many clients have a stream.
	 * @return the number
	 */
	int clients() {
		return this.streamsOfClients.size();
	}

}
