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

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.ClassUtils;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Who takes the frames of a client. On Reactor Netty it is the event loop that writes to
 * that client anyway: handing every frame from one thread to the other would cost more
 * than writing it.
 */
final class WritingExecutor {

	private static final boolean NETTY = ClassUtils.isPresent("reactor.netty.http.server.HttpServerResponse",
			WritingExecutor.class.getClassLoader());

	private WritingExecutor() {
	}

	static Executor of(ServerHttpResponse response) {
		return (NETTY && unwrap(response) instanceof AbstractServerHttpResponse original)
				? Netty.eventLoop(original.getNativeResponse()) : Schedulers.parallel()::schedule;
	}

	private static ServerHttpResponse unwrap(ServerHttpResponse response) {
		return (response instanceof ServerHttpResponseDecorator decorator) ? unwrap(decorator.getDelegate()) : response;
	}

	/**
	 * What needs Reactor Netty to be loaded.
	 */
	private static final class Netty {

		static Executor eventLoop(Object nativeResponse) {
			AtomicReference<Executor> executor = new AtomicReference<>(Schedulers.parallel()::schedule);
			if (nativeResponse instanceof HttpServerResponse response) {
				response.withConnection((connection) -> executor.set(connection.channel().eventLoop()));
			}
			return executor.get();
		}

	}

}
