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

package dev.pgrealtime.web.sse.servlet;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.filter.ShallowEtagHeaderFilter;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;
import org.springframework.web.util.pattern.PathPatternParser;

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
public final class SseWebMvcHandlerMapping extends AbstractHandlerMapping implements DisposableBean {

	private final SseWriters writers = new SseWriters();

	private final SseEndpoint endpoint;

	private final PathPattern pattern;

	private final boolean crossOrigin;

	/**
	 * Create a mapping.
	 * @param endpoint the channels
	 * @param cors which other origins may read them, or {@code null} for none
	 */
	public SseWebMvcHandlerMapping(SseEndpoint endpoint, @Nullable CorsConfiguration cors) {
		this.endpoint = endpoint;
		this.pattern = PathPatternParser.defaultInstance.parse(endpoint.pathPattern());
		setOrder(-100);
		this.crossOrigin = cors != null;
		if (cors != null) {
			setCorsConfigurations(Map.of(endpoint.pathPattern(), cors));
		}
	}

	@Override
	protected @Nullable Object getHandlerInternal(HttpServletRequest request) {
		initLookupPath(request);
		PathMatchInfo match = (HttpMethod.GET.matches(request.getMethod()) || isPreFlight(request)) ? this.pattern
			.matchAndExtract(ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication()) : null;
		if (match == null) {
			return null;
		}
		String channel = Objects.requireNonNull(match.getUriVariables().get("channel"));
		if (!this.endpoint.isExposed(channel)) {
			return null;
		}
		request.setAttribute(BEST_MATCHING_PATTERN_ATTRIBUTE, this.pattern.getPatternString());
		ServerHttpObservationFilter.findObservationContext(request)
			.ifPresent((observation) -> observation.setPathPattern(this.pattern.getPatternString()));
		HttpRequestHandler handler = (req, response) -> stream(channel, req, response);
		return handler;
	}

	private boolean isPreFlight(HttpServletRequest request) {
		return this.crossOrigin && CorsUtils.isPreFlightRequest(request);
	}

	private void stream(String channel, HttpServletRequest request, HttpServletResponse response) throws IOException {
		ShallowEtagHeaderFilter.disableContentCaching(request);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		try {
			SseRequest wanted = new SseRequest(channel, request.getQueryString(),
					request.getHeader(SseRequest.LAST_EVENT_ID_HEADER), client(request), request.getUserPrincipal(),
					request::getHeader, session(request));
			this.writers.start(request, response, (peer) -> open(wanted, response, peer));
		}
		catch (SseRefusedException ex) {
			refuse(response, ex);
		}
	}

	private SseStream open(SseRequest request, HttpServletResponse response, SsePeer peer) {
		SseStream stream = this.endpoint.open(request, peer);
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setHeader("X-Accel-Buffering", "no");
		response.setHeader(SseEndpoint.POSITION_HEADER, stream.position().toString());
		return stream;
	}

	private static String client(HttpServletRequest request) {
		return Objects.requireNonNullElse(request.getRemoteAddr(), "");
	}

	private static ClientSession session(HttpServletRequest request) {
		HttpSession session = request.getSession(false);
		return (session != null) ? (name) -> attribute(session, name) : ClientSession.NONE;
	}

	private static @Nullable Object attribute(HttpSession session, String name) {
		try {
			return session.getAttribute(name);
		}
		// That is how a session says that it is over
		catch (IllegalStateException ex) {
			return null;
		}
	}

	private static void refuse(HttpServletResponse response, SseRefusedException refusal) throws IOException {
		response.setStatus(refusal.status());
		refusal.headers().forEach(response::setHeader);
		response.getOutputStream().write(refusal.problem());
	}

	@Override
	public void destroy() {
		this.writers.close();
	}

}
