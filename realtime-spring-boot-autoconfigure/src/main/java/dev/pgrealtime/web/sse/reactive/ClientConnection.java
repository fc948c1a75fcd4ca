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
 * The connection to a client.
 *
 * @param writer who takes the frames. On Reactor Netty it is the event loop that writes
 * to that client anyway: handing every frame from one thread to the other would cost more
 * than writing it
 * @param cut cuts the connection where the server lets us; elsewhere the response ends
 * when the server has noticed by itself
 */
record ClientConnection(Executor writer, Runnable cut) {

	private static final boolean NETTY = ClassUtils.isPresent("reactor.netty.http.server.HttpServerResponse",
			ClientConnection.class.getClassLoader());

	private static final ClientConnection UNKNOWN = new ClientConnection(Schedulers.parallel()::schedule, () -> {
	});

	static ClientConnection of(ServerHttpResponse response) {
		return (NETTY && unwrap(response) instanceof AbstractServerHttpResponse original)
				? Netty.connection(original.getNativeResponse()) : UNKNOWN;
	}

	private static ServerHttpResponse unwrap(ServerHttpResponse response) {
		return (response instanceof ServerHttpResponseDecorator decorator) ? unwrap(decorator.getDelegate()) : response;
	}

	/**
	 * What needs Reactor Netty to be loaded.
	 */
	private static final class Netty {

		@SuppressWarnings("FutureReturnValueIgnored")
		static ClientConnection connection(Object nativeResponse) {
			AtomicReference<ClientConnection> result = new AtomicReference<>(UNKNOWN);
			if (nativeResponse instanceof HttpServerResponse response) {
				response.withConnection((connection) -> result
					.set(new ClientConnection(connection.channel().eventLoop(), () -> connection.channel().close())));
			}
			return result.get();
		}

	}

}
