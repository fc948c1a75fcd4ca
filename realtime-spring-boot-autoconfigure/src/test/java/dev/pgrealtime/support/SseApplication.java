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

package dev.pgrealtime.support;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

import dev.pgrealtime.hub.RealtimeHub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A web application whose events no database stands behind, and a client of it.
 */
public final class SseApplication implements AutoCloseable {

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final ConfigurableApplicationContext context;

	private SseApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Start an application.
	 * @param stack what it runs on
	 * @param configuration what else it consists of
	 * @param properties its properties, as {@code name=value}; the channel {@code orders}
	 * is exposed
	 */
	public static SseApplication run(Stack stack, Class<?> configuration, String... properties) {
		return new SseApplication(
				new SpringApplicationBuilder(stack.configuration(), NoPersistence.class, configuration)
					.web(stack.type())
					.properties(Map.of("server.port", "0", "spring.reactor.netty.shutdown-quiet-period", "0s",
							"realtime.web.exposure.include", "orders"))
					.run(Stream.of(properties).map((property) -> "--" + property).toArray(String[]::new)));
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public RealtimeHub hub() {
		return this.context.getBean(RealtimeHub.class);
	}

	public HttpClient client() {
		return this.client;
	}

	public int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	public HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
	}

	/**
	 * Send a request.
	 * @param request the request
	 * @return its answer, whose body may never end
	 */
	public HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), BodyHandlers.ofInputStream());
	}

	/**
	 * Send a request that is granted a stream.
	 * @param request the request
	 * @return the stream
	 */
	public SseClient connect(HttpRequest.Builder request) throws IOException, InterruptedException {
		HttpResponse<InputStream> response = send(request);
		assertThat(response.statusCode()).isEqualTo(200);
		return new SseClient(response.body());
	}

	/**
	 * Send a request that is granted no stream.
	 * @param request the request
	 * @return the answer
	 */
	@SuppressWarnings("unchecked")
	public Answer answer(HttpRequest.Builder request) throws IOException, InterruptedException {
		HttpResponse<String> response = this.client.send(request.build(), BodyHandlers.ofString());
		Map<String, Object> body = (!response.body().isEmpty())
				? new TreeMap<>(JsonMapper.shared().readValue(response.body(), Map.class)) : Map.of();
		body.keySet().removeAll(List.of("timestamp", "path", "requestId"));
		HttpHeaders headers = HttpHeaders.of(response.headers().map(),
				(name, value) -> !List.of("date", "content-length").contains(name));
		return new Answer(response.statusCode(), body, headers);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * A web stack.
	 *
	 * @param type its type
	 * @param configuration its configuration
	 */
	public record Stack(WebApplicationType type, Class<?> configuration) {

	}

	/**
	 * An answer, without what differs from one to the next.
	 *
	 * @param status its status
	 * @param body what its JSON says
	 * @param headers its headers
	 */
	public record Answer(int status, Map<String, Object> body, HttpHeaders headers) {

	}

}
