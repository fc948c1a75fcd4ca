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

package dev.pgrealtime.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.pgrealtime.EventAction;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeStreams;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.SseClient;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A committed change arrives in a browser, on either web stack.
 */
@Timeout(120)
class SseEndToEndIntegrationTests {

	private static final String INSERT = "INSERT INTO orders VALUES ('6f2c1a52-93f5-4b3c-a8e2-2b36a5a7f001', 'PENDING', 1250, 'first')";

	private final TestDatabase database = PostgresServer.newDatabase();

	private final HttpClient client = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	@BeforeEach
	void createTable() {
		this.database.execute(Order.TABLE);
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void everyStatementArrivesAsFrame(WebApplicationType type) throws Exception {
		start(type, "realtime.web.exposure.include=orders");
		try (SseClient stream = connect()) {
			assertThat(stream.next()).startsWith(":");
			this.database.execute(INSERT, "UPDATE orders SET status = 'PAID'", "DELETE FROM orders");
			JsonNode inserted = event(stream);
			assertThat(inserted.at("/model").asString()).isEqualTo("Order");
			assertThat(inserted.at("/action").asString()).isEqualTo("INSERT");
			assertThat(inserted.at("/old").isNull()).isTrue();
			assertThat(inserted.at("/new/totalCents").asInt()).isEqualTo(1250);
			JsonNode updated = event(stream);
			assertThat(updated.at("/action").asString()).isEqualTo("UPDATE");
			assertThat(updated.at("/old/status").asString()).isEqualTo("PENDING");
			assertThat(updated.at("/new/status").asString()).isEqualTo("PAID");
			assertThat(updated.at("/changed").valueStream().map(JsonNode::asString)).containsExactly("status");
			JsonNode deleted = event(stream);
			assertThat(deleted.at("/action").asString()).isEqualTo("DELETE");
			assertThat(deleted.at("/old/note").asString()).isEqualTo("first");
			assertThat(deleted.at("/new").isNull()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void clientGetsWhatItAskedForAndWhatItMissed(WebApplicationType type) throws Exception {
		start(type, "realtime.web.exposure.include=orders");
		String lastEventId;
		try (SseClient stream = connect("?filter=status=eq.PAID&select=status,totalCents")) {
			stream.next();
			this.database.execute(INSERT, "UPDATE orders SET status = 'PAID'");
			String frame = stream.next();
			assertThat(frame).contains("\"new\":{\"status\":\"PAID\",\"totalCents\":1250}");
			lastEventId = frame.substring("id:".length(), frame.indexOf('\n'));
		}
		try (SseClient stream = connect("?filter=totalCents=gt.1300")) {
			stream.next();
			this.database.execute("UPDATE orders SET total_cents = 1400", "DELETE FROM orders");
			assertThat(event(stream).at("/action").asString()).isEqualTo("UPDATE");
		}
		try (SseClient stream = connect("?lastEventId=" + lastEventId)) {
			stream.next();
			assertThat(event(stream).at("/action").asString()).isEqualTo("UPDATE");
			assertThat(event(stream).at("/action").asString()).isEqualTo("DELETE");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void streamEndsBeforeServerDrains(WebApplicationType type) throws Exception {
		start(type, "realtime.web.exposure.include=orders", "spring.lifecycle.timeout-per-shutdown-phase=10m");
		try (SseClient stream = connect()) {
			stream.next();
			CompletableFuture<Void> closed = CompletableFuture.runAsync(this.context::close);
			assertThat(stream.next()).isEqualTo("event: close\ndata: {}");
			assertThat(stream.next()).isNull();
			closed.join();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void unexposedChannelLooksLikeUnknownOne(WebApplicationType type) throws Exception {
		start(type);
		HttpResponse<String> unexposed = get("/realtime/orders", BodyHandlers.ofString());
		HttpResponse<String> unknown = get("/realtime/absent", BodyHandlers.ofString());
		assertThat(unexposed.statusCode()).isEqualTo(404);
		assertThat(unknown.statusCode()).isEqualTo(404);
		assertThat(unexposed.headers().map().keySet()).isEqualTo(unknown.headers().map().keySet());
		assertThat(unexposed.body()).hasSameSizeAs(unknown.body());
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void beanStreamsTypedEvents(WebApplicationType type) {
		start(type);
		Mono<List<EventAction>> transaction = this.context.getBean(RealtimeStreams.class)
			.transactions()
			.next()
			.map((changes) -> changes.events().stream().<EventAction>map(RealtimeEvent::action).toList())
			.cache();
		transaction.subscribe();
		StepVerifier.create(this.context.getBean(OrderFeed.class).orders().take(2))
			.then(() -> this.database.execute("BEGIN; " + INSERT + "; DELETE FROM orders; COMMIT"))
			.assertNext((event) -> {
				Order order = event.newEntity();
				assertThat(order).isNotNull();
				assertThat(order.getTotalCents()).isEqualTo(1250);
			})
			.assertNext((event) -> assertThat(event.action()).isEqualTo(EventAction.DELETE))
			.expectComplete()
			.verify(Duration.ofSeconds(60));
		assertThat(transaction.block(Duration.ofSeconds(60))).containsExactly(EventAction.INSERT, EventAction.DELETE);
	}

	private void start(WebApplicationType type, String... properties) {
		String[] all = new String[properties.length + 4];
		System.arraycopy(properties, 0, all, 4, properties.length);
		all[0] = "spring.main.web-application-type=" + type;
		all[1] = "server.port=0";
		all[2] = "spring.jackson.visibility.field=any";
		all[3] = "spring.reactor.netty.shutdown-quiet-period=0s";
		this.context = TestApplication.streaming(this.database, FeedConfiguration.class, all);
	}

	private SseClient connect() throws IOException, InterruptedException {
		return connect("");
	}

	private SseClient connect(String query) throws IOException, InterruptedException {
		HttpResponse<InputStream> response = get("/realtime/orders" + query, BodyHandlers.ofInputStream());
		assertThat(response.statusCode()).isEqualTo(200);
		return new SseClient(response.body());
	}

	private <T> HttpResponse<T> get(String path, BodyHandler<T> handler) throws IOException, InterruptedException {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		return this.client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(), handler);
	}

	private static JsonNode event(SseClient stream) throws IOException {
		String frame = stream.next();
		while (":".equals(frame)) {
			frame = stream.next();
		}
		assertThat(frame).startsWith("id:").contains("\ndata:");
		return JsonMapper.shared().readTree(frame.substring(frame.indexOf("data:") + 5));
	}

	@Configuration(proxyBeanMethods = false)
	@Import(ShopConfiguration.class)
	static class FeedConfiguration {

		@Bean
		OrderFeed orderFeed(RealtimeStreams streams) {
			return new OrderFeed(streams);
		}

	}

	static class OrderFeed {

		private final RealtimeStreams streams;

		OrderFeed(RealtimeStreams streams) {
			this.streams = streams;
		}

		Flux<RealtimeEvent<Order>> orders() {
			return this.streams.of(Order.class);
		}

	}

}
