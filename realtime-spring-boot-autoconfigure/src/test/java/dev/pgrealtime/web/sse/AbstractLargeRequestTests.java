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

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.RealtimePublisher;
import dev.pgrealtime.hub.filter.ChannelAttributes;
import dev.pgrealtime.hub.filter.FilterAttribute;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.support.SampleEvents;
import dev.pgrealtime.support.SseApplication;
import dev.pgrealtime.support.SseClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of requests that are far too large, the same on every web stack, where the
 * server lets them through.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class AbstractLargeRequestTests {

	private static final int KIB = 1024;

	private static final EntityModel<Order> ORDER = SampleEvents.model(Order.class, "orders", "id", "text");

	private static final EntityModel<Hidden> HIDDEN = SampleEvents.model(Hidden.class, "hidden", "id");

	private SseApplication application;

	protected abstract SseApplication.Stack stack();

	@BeforeAll
	void start() {
		this.application = SseApplication.run(stack(), Application.class, "server.max-http-request-header-size=512KB",
				"server.netty.max-initial-line-length=512KB", "realtime.hub.channels=chat",
				"realtime.web.exposure.include=orders,chat", "realtime.sse.heartbeat-interval=20ms");
	}

	@AfterAll
	void close() {
		this.application.close();
	}

	@AfterEach
	void nobodyIsLeft() {
		await().until(() -> this.application.hub().subscriptionCount() == 0);
	}

	static Stream<Arguments> tooLarge() {
		String text = "x".repeat(100 * KIB);
		String length = "filters may have 8192 characters, these have ";
		String conditions = "there are more than 50 conditions";
		return Stream.of(Arguments.argumentSet("value", "filter=text=eq." + text, length),
				Arguments.argumentSet("attribute", "filter=" + text + "=eq.1", length),
				Arguments.argumentSet("filter without attribute", "filter=" + text, length),
				Arguments.argumentSet("operator", "filter=id=" + text, length),
				Arguments.argumentSet("regular expression", "filter=text=match." + "(".repeat(100 * KIB), length),
				Arguments.argumentSet("pattern", "filter=text=like." + "*".repeat(100 * KIB), length),
				Arguments.argumentSet("encoded value", "filter=text=eq." + "%41".repeat(100 * KIB), length),
				Arguments.argumentSet("negation", "filter=text=" + "not.".repeat(25 * KIB) + "eq.a", length),
				Arguments.argumentSet("alternative", "or=(" + "id.eq.1,".repeat(12 * KIB) + "id.eq.1)", length),
				Arguments.argumentSet("number of filters", "filter=id=eq.1&".repeat(1000), conditions),
				Arguments.argumentSet("number of alternatives", "or=(" + "id.eq.1,".repeat(999) + "id.eq.1)",
						conditions),
				Arguments.argumentSet("number of values", "filter=id=in.(" + "1,".repeat(999) + "1)",
						"'in' may have 100 values"),
				Arguments.argumentSet("depth", "or=(" + "and(".repeat(1000) + "id.eq.1" + ")".repeat(1001), "nested"),
				Arguments.argumentSet("event", "events=" + text, "is none of the events"),
				Arguments.argumentSet("number of events", "events=" + "INSERT,".repeat(15 * KIB) + "x",
						"is none of the events"),
				Arguments.argumentSet("selected attribute", "select=" + text, "There is no attribute"));
	}

	@ParameterizedTest
	@MethodSource("tooLarge")
	void refusesWhatIsTooLargeInAFewWords(String query, String detail) throws Exception {
		HttpResponse<String> response = send("/realtime/orders?" + query);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(response.body()).hasSizeLessThan(KIB);
		JsonNode problem = JsonMapper.shared().readTree(response.body());
		assertThat(problem.get("parameter").asString()).isNotEmpty();
		assertThat(problem.get("detail").asString()).contains(detail);
	}

	@ParameterizedTest
	@ValueSource(strings = { "filter=", "filter=text=eq.", "select=", "lastEventId=", "token=" })
	void unexposedChannelIsUnknownWhateverIsAskedOfIt(String query) throws Exception {
		String large = "?" + query + "x".repeat(100 * KIB);
		SseApplication.Answer expected = answer("/nowhere/else" + large);
		assertThat(expected.status()).isEqualTo(404);
		assertThat(answer("/realtime/hidden" + large)).isEqualTo(expected);
		assertThat(answer("/realtime/unknown" + large)).isEqualTo(expected);
		assertThat(answer("/realtime/" + "x".repeat(100 * KIB))).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders", "chat" })
	void headersOf64KibibytesAreHeaders(String channel) throws Exception {
		try (SseClient stream = this.application.connect(this.application.request("/realtime/" + channel)
			.header("X-Large", "x".repeat(64 * KIB))
			.header("Last-Event-ID", "9".repeat(64 * KIB)))) {
			assertThat(stream.next()).startsWith(":\nretry:");
			assertThat(stream.next()).hasSizeLessThan(100).contains("event: refresh");
			publish();
			assertThat(event(stream)).contains("data:");
		}
	}

	@Test
	void parameterThatIsSomebodyElsesMayBeOfAnySize() throws Exception {
		try (SseClient stream = this.application
			.connect(this.application.request("/realtime/orders?token=" + "x".repeat(100 * KIB)))) {
			assertThat(stream.next()).startsWith(":\nid:");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "FFFFFFFF/FFFFFFFF:9223372036854775807", "0/1A:1", "7/7:7", "0/0:1", "garbage", "-1:-1",
			"0/1A:1,0/1A:1" })
	void goesOnWithRefreshFromWhereNoMessageOfTheApplicationEverWas(String lastEventId) throws Exception {
		try (SseClient stream = this.application
			.connect(this.application.request("/realtime/chat").header("Last-Event-ID", lastEventId))) {
			assertThat(stream.next()).startsWith(":\nretry:");
			assertThat(stream.next()).contains("event: refresh");
			publish();
			assertThat(event(stream)).contains("\"payload\":\"hello\"");
		}
	}

	private void publish() {
		this.application.hub().publish(SampleEvents.inserted(ORDER, new Order(1, "text"), 1));
		this.application.context().getBean(RealtimePublisher.class).publish("chat", "hello");
	}

	private static String event(SseClient stream) throws IOException {
		String frame = stream.next();
		while (frame.equals(":")) {
			frame = stream.next();
		}
		return frame;
	}

	private HttpResponse<String> send(String path) throws Exception {
		return this.application.client().send(this.application.request(path).build(), BodyHandlers.ofString());
	}

	private SseApplication.Answer answer(String path) throws Exception {
		return this.application.answer(this.application.request(path));
	}

	public record Order(long id, String text) {

	}

	public record Hidden(long id) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		EntityCatalog catalog() {
			return SampleEvents.catalog(ORDER, HIDDEN);
		}

		@Bean
		ChannelAttributes channelAttributes() {
			Map<String, FilterAttribute> attributes = Map.of("id",
					FilterAttribute.of("id", long.class, (order) -> ((Order) order).id()), "text",
					FilterAttribute.of("text", String.class, (order) -> ((Order) order).text()));
			return (channel, path) -> channel.equals("orders") ? attributes.get(path) : null;
		}

	}

}
