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

package dev.pgrealtime.web.security.reactive;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.pgrealtime.web.sse.SseRequest;
import dev.pgrealtime.web.sse.reactive.ReactiveStreamGuard;

/**
 * Lets what decides after another guard block: that happens on a thread of its own, not
 * on the event loop.
 */
public final class BlockingStreamGuard implements ReactiveStreamGuard {

	private final ReactiveStreamGuard guard;

	/**
	 * Create a guard.
	 * @param guard decides first
	 */
	public BlockingStreamGuard(ReactiveStreamGuard guard) {
		this.guard = guard;
	}

	@Override
	public Mono<Void> check(SseRequest request) {
		return this.guard.check(request).publishOn(Schedulers.boundedElastic());
	}

}
