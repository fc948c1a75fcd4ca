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

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.AbstractHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.pgrealtime.hub.reactive.MailboxFlux;
import dev.pgrealtime.web.sse.ClientSession;
import dev.pgrealtime.web.sse.SseEndpoint;
import dev.pgrealtime.web.sse.SsePeer;
import dev.pgrealtime.web.sse.SseRefusedException;
import dev.pgrealtime.web.sse.SseRequest;
import dev.pgrealtime.web.sse.SseStream;

/**
 * Maps {@code GET} of an exposed channel to its stream, and nothing else: whatever it
 * does not map is answered as if this mapping did not exist. Comes before the mapping of
 * controllers, and knows no API versions.
 */
public final class SseWebFluxHandlerMapping extends AbstractHandlerMapping {

	private final SseEndpoint endpoint;

	private final ReactiveStreamGuard guard;

	private final ClientSessions sessions;

	private final PathPattern pattern;

	private final boolean crossOrigin;

	/**
	 * Create a mapping.
	 * @param endpoint the channels
	 * @param guard decides who may go on
	 * @param sessions tells how the session of a client is later
	 * @param cors which other origins may read them, or {@code null} for none
	 */
	public SseWebFluxHandlerMapping(SseEndpoint endpoint, ReactiveStreamGuard guard, ClientSessions sessions,
			@Nullable CorsConfiguration cors) {
		this.endpoint = endpoint;
		this.guard = guard;
		this.sessions = sessions;
		this.pattern = getPathPatternParser().parse(endpoint.pathPattern());
		setOrder(-100);
		this.crossOrigin = cors != null;
		if (cors != null) {
			setCorsConfigurations(Map.of(endpoint.pathPattern(), cors));
		}
	}

	@Override
	protected Mono<?> getHandlerInternal(ServerWebExchange exchange) {
		PathMatchInfo match = (HttpMethod.GET.equals(exchange.getRequest().getMethod())
				|| isPreFlight(exchange.getRequest()))
						? this.pattern.matchAndExtract(exchange.getRequest().getPath().pathWithinApplication()) : null;
		if (match == null) {
			return Mono.empty();
		}
		String channel = Objects.requireNonNull(match.getUriVariables().get("channel"));
		if (!this.endpoint.isExposed(channel)) {
			return Mono.empty();
		}
		exchange.getAttributes().put(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, this.pattern);
		ServerRequestObservationContext.findCurrent(exchange.getAttributes())
			.ifPresent((observation) -> observation.setPathPattern(this.pattern.getPatternString()));
		WebHandler handler = (request) -> stream(channel, request);
		return Mono.just(handler);
	}

	private boolean isPreFlight(ServerHttpRequest request) {
		return this.crossOrigin && CorsUtils.isPreFlightRequest(request);
	}

	private Mono<Void> stream(String channel, ServerWebExchange exchange) {
		ServerHttpResponse response = exchange.getResponse();
		response.getHeaders().setCacheControl(CacheControl.noStore());
		return exchange.getPrincipal()
			.flatMap((principal) -> exchange.getSession()
				.map((session) -> request(channel, exchange.getRequest(), principal, this.sessions.of(session))))
			.switchIfEmpty(Mono.fromSupplier(() -> request(channel, exchange.getRequest(), null, ClientSession.NONE)))
			.flatMap((request) -> this.guard.check(request).then(Mono.defer(() -> stream(request, response))))
			.onErrorResume(SseRefusedException.class, (ex) -> refuse(response, ex));
	}

	private static SseRequest request(String channel, ServerHttpRequest request, @Nullable Principal principal,
			ClientSession session) {
		return new SseRequest(channel, request.getURI().getRawQuery(),
				request.getHeaders().getFirst(SseRequest.LAST_EVENT_ID_HEADER), client(request), principal,
				request.getHeaders()::getFirst, session);
	}

	private static String client(ServerHttpRequest request) {
		InetSocketAddress address = request.getRemoteAddress();
		if (address == null) {
			return "";
		}
		return (address.getAddress() != null) ? address.getAddress().getHostAddress() : address.getHostString();
	}

	private Mono<Void> stream(SseRequest request, ServerHttpResponse response) {
		ClientConnection connection = ClientConnection.of(response);
		Flux<List<byte[]>> batches = MailboxFlux.of(
				(onSignal) -> new FrameBatches(open(request, response, peer(onSignal, connection))),
				connection.writer());
		// Joined when they are written: nobody would release what was joined for a client
		// that has left
		return response.writeAndFlushWith(
				batches.map((frames) -> Mono.fromSupplier(() -> join(frames, response.bufferFactory()))));
	}

	private static SsePeer peer(Runnable onSignal, ClientConnection connection) {
		return new SsePeer() {

			@Override
			public void signal() {
				onSignal.run();
			}

			@Override
			public void disconnect() {
				connection.cut().run();
			}

		};
	}

	private SseStream open(SseRequest request, ServerHttpResponse response, SsePeer peer) {
		SseStream stream = this.endpoint.open(request, peer);
		response.setStatusCode(HttpStatus.OK);
		response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
		response.getHeaders().set("X-Accel-Buffering", "no");
		response.getHeaders().set(SseEndpoint.POSITION_HEADER, stream.position().toString());
		return stream;
	}

	private static Mono<Void> refuse(ServerHttpResponse response, SseRefusedException refusal) {
		response.setRawStatusCode(refusal.status());
		refusal.headers().forEach(response.getHeaders()::set);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(refusal.problem())));
	}

	private static DataBuffer join(List<byte[]> frames, DataBufferFactory factory) {
		return factory.join(frames.stream().map(factory::wrap).toList());
	}

}
