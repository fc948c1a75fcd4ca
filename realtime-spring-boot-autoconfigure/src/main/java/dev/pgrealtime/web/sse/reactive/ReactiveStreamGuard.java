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

package dev.pgrealtime.web.sse.reactive;

import reactor.core.publisher.Mono;

import dev.pgrealtime.web.sse.SseRequest;

/**
 * Decides who gets a stream where that takes a while. Safe for use by several threads.
 */
@FunctionalInterface
public interface ReactiveStreamGuard {

	/**
	 * Lets everybody go on.
	 */
	ReactiveStreamGuard NONE = (request) -> Mono.empty();

	/**
	 * Decide about a client. What decides after this, and may block, runs on the thread
	 * on which this completes.
	 * @param request what the client asks for, of an exposed channel
	 * @return completes if the client may go on, and ends with a
	 * {@link dev.pgrealtime.web.sse.SseRefusedException} if it gets nothing
	 */
	Mono<Void> check(SseRequest request);

}
