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
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimePublisher;
import dev.pgrealtime.RealtimeStreams;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.TableTruncated;
import dev.pgrealtime.TransactionChanges;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.hub.filter.ChannelAttributes;
import dev.pgrealtime.hub.filter.FilterAttribute;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.TenantAttribute;
import dev.pgrealtime.support.SampleEvents;
import dev.pgrealtime.support.SseApplication;
import dev.pgrealtime.support.SseApplication.Answer;
import dev.pgrealtime.support.SseClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a client sees, the same on every web stack.
 */
@Timeout(60)
public abstract class AbstractSseTests {

	private static final EntityModel<Order> ORDER = SampleEvents.model(Order.class, "orders", "id", "text");

	private static final EntityModel<Order> NOTE = SampleEvents.model(Order.class, "notes", "id", "text");

	private static final EntityModel<Hidden> HIDDEN = SampleEvents.model(Hidden.class, "hidden", "id");

	private static final EntityModel<Odd> ODD = SampleEvents.model(Odd.class, "odd n\u00e4me%", "id");

	private SseApplication application;

	protected abstract SseApplication.Stack stack();

	@AfterEach
	void close() {
		if (this.application != null) {
			this.application.close();
		}
	}

	@Test
	void sendsEventAsFrame() throws Exception {
		start();
		try (SseClient stream = connect("/realtime/orders")) {
			assertThat(stream.next()).startsWith(":\nid:0/0:");
			publish(1, "first");
			assertThat(stream.next()).isEqualTo(
					"""
							id:0/1A:1
							data:{"model":"Order","action":"INSERT","old":null,"new":{"id":1,"text":"first"},"changed":[],"position":"0/1A:1","commitTimestamp":"2026-01-02T03:04:05.678901Z"}"""
						.replace("\t", ""));
		}
	}

	@Test
	void sendsHeadersBeforeAnyEvent() throws Exception {
		start();
		HttpResponse<InputStream> response = get("/realtime/orders");
		try (InputStream body = response.body()) {
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
			assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
			assertThat(response.headers().firstValue("X-Accel-Buffering")).contains("no");
			assertThat(body.read()).isEqualTo(':');
		}
	}

	@Test
	void keepsOrderOfEvents() throws Exception {
		start("realtime.sse.buffer-size=10000");
		try (SseClient stream = connect("/realtime/orders")) {
			stream.next();
			for (int i = 1; i <= 5000; i++) {
				publish(i, "text");
			}
			for (int i = 1; i <= 5000; i++) {
				assertThat(stream.next()).startsWith("id:0/1A:" + i + "\n");
			}
		}
	}

	@Test
	void sendsRefreshAfterGap() throws Exception {
		start();
		try (SseClient stream = connect("/realtime/orders")) {
			stream.next();
			hub().publish(new StreamGap("slot lost", Lsn.INVALID, Lsn.INVALID));
			assertThat(stream.next()).startsWith("id:0/0:").endsWith("\nevent: refresh\ndata: {}");
		}
	}

	@Test
	void sendsRefreshWhenEventCannotBeEncoded() throws Exception {
		start();
		try (SseClient stream = connect("/realtime/orders")) {
			stream.next();
			publish(1, null);
			assertThat(stream.next()).isEqualTo("id:0/1A:1\nevent: refresh\ndata: {}");
			publish(2, "next");
			assertThat(stream.next()).startsWith("id:0/1A:2");
		}
	}

	@Test
	void beatsWhileNothingHappens() throws Exception {
		start("realtime.sse.heartbeat-interval=20ms");
		try (SseClient stream = connect("/realtime/orders")) {
			stream.next();
			assertThat(List.of(stream.next(), stream.next())).containsOnly(":");
		}
	}

	@Test
	void freesSubscriptionsOfClientsThatLeave() throws Exception {
		start("realtime.sse.heartbeat-interval=20ms");
		for (int i = 0; i < 200; i++) {
			try (Socket socket = open("/realtime/orders", 8192)) {
				assertThat(socket.getInputStream().read()).isEqualTo('H');
			}
		}
		await().until(() -> hub().subscriptionCount() == 0);
	}

	@ParameterizedTest
	@CsvSource({ "16, 8MB", "100000, 160KB" })
	void clientThatDoesNotReadMissesEventsAndIsToldSo(String events, String bytes) throws Exception {
		start("realtime.sse.buffer-size=" + events, "realtime.sse.buffer-bytes=" + bytes);
		String text = "x".repeat(10_000);
		try (Socket socket = open("/realtime/orders", 4096); SseClient other = connect("/realtime/orders")) {
			await().until(() -> hub().subscriptionCount() == 2);
			for (int i = 1; i <= 2000; i++) {
				publish(i, text);
			}
			SseClient slow = new SseClient(socket.getInputStream());
			List<String> frames = slow.until((frame) -> frame.contains("event: refresh"));
			assertThat(frames).hasSizeLessThan(2000);
			assertThat(other.next()).startsWith(":");
		}
	}

	@Test
	void disconnectsClientThatDoesNotReadForTooLong() throws Exception {
		start("realtime.sse.heartbeat-interval=20ms", "realtime.sse.write-timeout=200ms");
		String text = "x".repeat(10_000);
		try (Socket socket = open("/realtime/orders", 4096)) {
			await().until(() -> hub().subscriptionCount() == 1);
			for (int i = 1; i <= 2000; i++) {
				publish(i, text);
			}
			await().until(() -> hub().subscriptionCount() == 0);
			SseClient dead = new SseClient(socket.getInputStream());
			await().until(() -> hasEnded(dead));
		}
	}

	private static boolean hasEnded(SseClient client) {
		try {
			return client.next() == null;
		}
		catch (IOException ex) {
			return true;
		}
	}

	@Test
	void endsStreamsBeforeServerDrains() throws Exception {
		start("spring.lifecycle.timeout-per-shutdown-phase=10m");
		try (SseClient stream = connect("/realtime/orders")) {
			stream.next();
			CompletableFuture<Void> closed = CompletableFuture.runAsync(this.application::close);
			assertThat(stream.next()).isEqualTo("event: close\ndata: {}");
			assertThat(stream.next()).isNull();
			closed.join();
		}
	}

	@Test
	void clientThatDoesNotReadHoldsShutdownNoLongerThanItsPhase() throws Exception {
		start("spring.lifecycle.timeout-per-shutdown-phase=100ms");
		String text = "x".repeat(10_000);
		try (Socket socket = open("/realtime/orders", 4096)) {
			await().until(() -> hub().subscriptionCount() == 1);
			for (int i = 1; i <= 2000; i++) {
				publish(i, text);
			}
			this.application.close();
			assertThat(socket.isClosed()).isFalse();
		}
	}

	@Test
	void flushesCompressedFrames() throws Exception {
		start("server.compression.enabled=true", "server.compression.mime-types=text/event-stream",
				"server.compression.min-response-size=0");
		HttpResponse<InputStream> response = this.application
			.send(request("/realtime/orders").header("Accept-Encoding", "gzip"));
		assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
		try (InputStream stream = new GZIPInputStream(response.body())) {
			assertThat(readFrame(stream)).startsWith(":");
			publish(1, "first");
			assertThat(readFrame(stream)).startsWith("id:0/1A:1");
		}
	}

	@Test
	void servesWhenBeansAreLazy() throws Exception {
		start("spring.main.lazy-initialization=true", "realtime.sse.heartbeat-interval=20ms");
		try (SseClient stream = connect("/realtime/orders")) {
			stream.next();
			assertThat(List.of(stream.next(), stream.next())).containsOnly(":");
		}
	}

	@Test
	void decodesNameOfChannelInPath() throws Exception {
		start("realtime.web.exposure.include=*");
		connect("/realtime/odd%20n%C3%A4me%25").close();
		assertThat(answer("GET", "/realtime/odd").status()).isEqualTo(404);
		assertThat(answer("GET", "/realtime/orders/").status()).isEqualTo(404);
		assertThat(answer("GET", "/realtime/").status()).isEqualTo(404);
	}

	@Test
	void listensBeneathPathOfApplication() throws Exception {
		start("server.servlet.context-path=/shop", "spring.mvc.servlet.path=/api",
				"spring.webflux.base-path=/shop/api");
		connect("/shop/api/realtime/orders").close();
	}

	@Test
	void endsStreamsWhenHubStopsAndServesAgainAfterRestart() throws Exception {
		start();
		hub().stop();
		try (SseClient stream = connect("/realtime/orders")) {
			assertThat(stream.next()).startsWith(":");
			assertThat(stream.next()).isEqualTo("event: close\ndata: {}");
			assertThat(stream.next()).isNull();
		}
		hub().start();
		try (SseClient stream = connect("/realtime/orders")) {
			stream.next();
			publish(1, "again");
			assertThat(stream.next()).startsWith("id:0/1A:1");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "POST", "DELETE" })
	void answersUnexposedChannelLikeAnyUnknownPath(String method) throws Exception {
		start();
		Answer expected = answer(method, "/nowhere/else");
		assertThat(expected.status()).isBetween(404, 405);
		assertThat(answer(method, "/realtime/hidden")).isEqualTo(expected);
		assertThat(answer(method, "/realtime/unknown")).isEqualTo(expected);
		if (!method.equals("GET")) {
			assertThat(answer(method, "/realtime/orders")).isEqualTo(expected);
		}
		assertThat(hub().subscriptionCount()).isZero();
	}

	@Test
	void exposesNothingByDefault() throws Exception {
		start("realtime.web.exposure.include=");
		assertThat(answer("GET", "/realtime/orders").status()).isEqualTo(404);
	}

	@Test
	void excludeWinsOverInclude() throws Exception {
		start("realtime.web.exposure.include=*", "realtime.web.exposure.exclude=hidden");
		assertThat(answer("GET", "/realtime/hidden").status()).isEqualTo(404);
		connect("/realtime/orders").close();
	}

	@Test
	void listensBeneathBasePath() throws Exception {
		start("realtime.web.base-path=/api/live/");
		connect("/api/live/orders").close();
		assertThat(answer("GET", "/realtime/orders").status()).isEqualTo(404);
	}

	@Test
	void letsPagesOfAllowedOriginsRead() throws Exception {
		start("realtime.web.cors.allowed-origins=https://shop.example", "realtime.web.cors.allow-credentials=true",
				"realtime.web.cors.max-age=7s");
		HttpHeaders preFlight = preFlight("/realtime/orders", "https://shop.example").headers();
		assertThat(preFlight.firstValue("Access-Control-Allow-Origin")).contains("https://shop.example");
		assertThat(preFlight.firstValue("Access-Control-Allow-Methods")).contains("GET");
		assertThat(preFlight.firstValue("Access-Control-Allow-Headers")).contains("Last-Event-ID");
		assertThat(preFlight.firstValue("Access-Control-Allow-Credentials")).contains("true");
		assertThat(preFlight.firstValue("Access-Control-Max-Age")).contains("7");
		HttpResponse<InputStream> response = get("/realtime/orders", "https://shop.example");
		try (SseClient stream = new SseClient(response.body())) {
			assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("https://shop.example");
			assertThat(response.headers().firstValue("Access-Control-Expose-Headers"))
				.hasValueSatisfying((exposed) -> assertThat(exposed).contains(SseEndpoint.POSITION_HEADER));
			stream.next();
			publish(1, "text");
			assertThat(stream.next()).startsWith("id:0/1A:1");
		}
	}

	@Test
	void refusesPagesOfOtherOrigins() throws Exception {
		start("realtime.web.cors.allowed-origins=https://shop.example");
		assertThat(preFlight("/realtime/orders", "https://other.example").statusCode()).isEqualTo(403);
		HttpResponse<InputStream> response = get("/realtime/orders", "https://other.example");
		response.body().close();
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(hub().subscriptionCount()).isZero();
	}

	@Test
	void tellsNoOriginWhatIsNotExposed() throws Exception {
		start("realtime.web.cors.allowed-origins=https://shop.example");
		HttpResponse<InputStream> unknown = preFlight("/nowhere/else", "https://shop.example");
		HttpResponse<InputStream> hidden = preFlight("/realtime/hidden", "https://shop.example");
		assertThat(hidden.statusCode()).isEqualTo(unknown.statusCode());
		assertThat(hidden.headers().map().keySet()).isEqualTo(unknown.headers().map().keySet());
		assertThat(hidden.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
	}

	@Test
	void letsNoOtherOriginReadByDefault() throws Exception {
		start();
		assertThat(preFlight("/realtime/orders", "https://shop.example").headers()
			.firstValue("Access-Control-Allow-Origin")).isEmpty();
		HttpResponse<InputStream> response = get("/realtime/orders", "https://shop.example");
		response.body().close();
		assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
	}

	@Test
	void needsNoApiVersion() throws Exception {
		start("spring.mvc.apiversion.required=true", "spring.mvc.apiversion.use.header=X-Version",
				"spring.webflux.apiversion.required=true", "spring.webflux.apiversion.use.header=X-Version");
		connect("/realtime/orders").close();
		assertThat(answer("GET", "/flux").status()).isEqualTo(400);
	}

	@Test
	void controllerStreamsEvents() throws Exception {
		start();
		CompletableFuture<HttpResponse<InputStream>> response = this.application.client()
			.sendAsync(request("/flux").build(), BodyHandlers.ofInputStream());
		await().until(() -> hub().subscriptionCount() == 1);
		publish(1, "first");
		try (SseClient stream = new SseClient(response.join().body())) {
			assertThat(stream.next()).startsWith("data:{\"model\":\"Order\",\"action\":\"INSERT\",\"old\":null,"
					+ "\"new\":{\"id\":1,\"text\":\"first\"}");
			hub().stop();
			assertThat(stream.next()).isNull();
		}
	}

	@Test
	void sendsMessagesOfApplicationAndGoesOnAfterTheLast() throws Exception {
		start("realtime.hub.channels=chat", "realtime.web.exposure.include=orders,chat");
		RealtimePublisher publisher = this.application.context().getBean(RealtimePublisher.class);
		String id;
		try (SseClient stream = connect("/realtime/chat?events=MESSAGE&token=unknown")) {
			assertThat(stream.next()).startsWith(":\nid:0/0:");
			publisher.publish("chat", Map.of("text", "h\u00e9llo\n"));
			String frame = stream.next();
			id = frame.substring("id:".length(), frame.indexOf('\n'));
			assertThat(frame).isEqualTo(("id:%s\ndata:{\"action\":\"MESSAGE\",\"channel\":\"chat\","
					+ "\"payload\":{\"text\":\"h\u00e9llo\\n\"},\"position\":\"%s\"}")
				.formatted(id, id));
		}
		publisher.publish("chat", "missed");
		publisher.publish("chat", "tenant", "secret");
		try (SseClient stream = connect("/realtime/chat?lastEventId=" + id)) {
			assertThat(stream.next()).startsWith(":");
			assertThat(stream.next()).contains("\"payload\":\"missed\"");
			publisher.publish("chat", List.of());
			assertThat(stream.next()).contains("\"payload\":[]");
		}
		for (String query : List.of("filter=text=eq.a", "or=(text.eq.a)", "select=text", "events=INSERT")) {
			HttpResponse<InputStream> refused = get("/realtime/chat?" + query);
			assertThat(refused.statusCode()).isEqualTo(400);
			assertThat(new String(refused.body().readAllBytes(), StandardCharsets.UTF_8))
				.contains("\"parameter\":\"%s\"".formatted(query.substring(0, query.indexOf('='))));
		}
		assertThat(get("/realtime/orders?events=MESSAGE").statusCode()).isEqualTo(400);
	}

	@Test
	void controllerStreamsTransactions() throws Exception {
		start();
		CompletableFuture<HttpResponse<InputStream>> response = this.application.client()
			.sendAsync(request("/flux/transactions").build(), BodyHandlers.ofInputStream());
		await().until(() -> hub().subscriptionCount() == 1);
		hub().begin();
		publish(1, "first");
		publish(2, "second");
		hub().commit();
		try (SseClient stream = new SseClient(response.join().body())) {
			assertThat(stream.next())
				.startsWith("data:{\"events\":[{\"model\":\"Order\",\"action\":\"INSERT\",\"old\":null,"
						+ "\"new\":{\"id\":1,\"text\":\"first\"}")
				.endsWith("],\"part\":1,\"last\":true}");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "filter=text=eq.b", "filter=text=gt.a&filter=text=lt.c", "filter=text=not.in.(a,c)",
			"or=(text.eq.b,id.gt.5)", "filter=or=(text.eq.b,id.gt.5)", "not.or=(text.eq.a,text.eq.c)",
			"filter=id=eq.2&select=id", "filter=text=match.%5Eb%24", "filter=text=eq.b&token=unknown" })
	void sendsRowsThatMatch(String query) throws Exception {
		start();
		try (SseClient stream = connect("/realtime/orders?" + query)) {
			stream.next();
			publish(1, "a");
			publish(2, "b");
			publish(3, "c");
			hub().stop();
			assertThat(stream.next()).startsWith("id:0/1A:2\n");
			assertThat(stream.next()).startsWith("event: close");
		}
	}

	@Test
	void marksRowsThatLeave() throws Exception {
		start();
		try (SseClient stream = connect("/realtime/orders?filter=text=eq.a&select=id")) {
			stream.next();
			update(1, "a", "a");
			update(2, "a", "b");
			update(3, "b", "c");
			update(4, "b", "a");
			assertThat(stream.next()).startsWith("id:0/1A:1\n").doesNotContain("leaves");
			assertThat(stream.next()).startsWith("id:0/1A:2\n").contains("\"leaves\":true");
			assertThat(stream.next()).startsWith("id:0/1A:4\n").doesNotContain("leaves");
		}
	}

	@Test
	void sendsEventsThatAreAskedFor() throws Exception {
		start();
		try (SseClient stream = connect("/realtime/orders?events=delete,UPDATE&events=TRUNCATE")) {
			stream.next();
			publish(1, "a");
			update(2, "a", "b");
			hub().publish(new TableTruncated<>(SampleEvents.metadata(ORDER, 3), false, false));
			assertThat(stream.next()).startsWith("id:0/1A:2\n");
			assertThat(stream.next()).startsWith("id:0/1A:3\n");
		}
	}

	@Test
	void sendsSelectedAttributesOfBothImages() throws Exception {
		start();
		try (SseClient stream = connect("/realtime/orders?select=id")) {
			stream.next();
			update(1, "a", "b");
			assertThat(stream.next()).contains("\"old\":{\"id\":1},\"new\":{\"id\":1},\"changed\":[]");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			events=INSERT,MOVE      | events | 'MOVE' is none of the events
			events=READ             | events | 'READ' is none of the events [INSERT, UPDATE, DELETE, TRUNCATE]
			events=                 | events | '' is none of the events
			select=id,secret        | select | There is no attribute 'secret' to select
			filter=secret=eq.1      | filter | there is no attribute 'secret' to filter by
			filter=secret=is.null   | filter | there is no attribute 'secret' to filter by
			filter=id=equals.1      | filter | 'equals' is none of the operators
			filter=id=eq.one        | filter | 'one' is not a value of 'id'
			filter=text=match.(     | filter | '(' is not a pattern
			filter=id               | filter | it must be written as attribute=operator.value
			filter=                 | filter | it must be written as attribute=operator.value
			filter=id=eq.1&or=(id   | or     | 'id' is not attribute.operator.value
			or=id.eq.1              | or     | 'id' is none of the operators
			""")
	void refusesWhatItCannotUnderstand(String query, String parameter, String detail) throws Exception {
		start();
		Answer answer = answer("GET", "/realtime/orders?" + query);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
		assertThat(answer.body()).containsEntry("type", "about:blank")
			.containsEntry("title", "Bad Request")
			.containsEntry("status", 400)
			.containsEntry("parameter", parameter)
			.hasEntrySatisfying("detail", (value) -> assertThat(value).asString().contains(detail));
		assertThat(hub().subscriptionCount()).isZero();
	}

	@Test
	void refusesClientThatHasEnoughStreams() throws Exception {
		start("realtime.sse.limits.streams-per-client=2", "realtime.sse.limits.retry-after=7s",
				"realtime.sse.heartbeat-interval=20ms");
		assertThat(answer("GET", "/realtime/orders?filter=nonsense").status()).isEqualTo(400);
		try (SseClient first = connect("/realtime/orders")) {
			connect("/realtime/orders").close();
			await().until(() -> hub().subscriptionCount() == 1);
			try (SseClient second = connect("/realtime/orders")) {
				Answer answer = answer("GET", "/realtime/orders");
				assertThat(answer.status()).isEqualTo(429);
				assertThat(answer.headers().firstValue("Retry-After")).contains("7");
				assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
				assertThat(answer.body()).containsEntry("title", "Too Many Requests");
				assertThat(List.of(first.next(), second.next())).allMatch((frame) -> frame.startsWith(":"));
			}
		}
	}

	@Test
	void refusesEverybodyWhenThereAreEnoughStreams() throws Exception {
		start("realtime.sse.limits.streams=1", "realtime.sse.limits.retry-after=1ms");
		try (SseClient only = connect("/realtime/orders")) {
			Answer answer = answer("GET", "/realtime/orders");
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.headers().firstValue("Retry-After")).contains("1");
			assertThat(answer.body()).containsEntry("title", "Service Unavailable");
			assertThat(answer("GET", "/realtime/hidden").status()).isEqualTo(404);
			assertThat(only.next()).startsWith(":");
		}
	}

	@Test
	void refusesFilterThatIsTooLong() throws Exception {
		start("realtime.sse.limits.filter-length=20");
		assertThat(answer("GET", "/realtime/orders?filter=text=eq.1234567890123").body()).hasEntrySatisfying("detail",
				(value) -> assertThat(value).asString().contains("filters may have 20 characters, these have 21"));
	}

	@Test
	void refusesFilterThatIsTooLarge() throws Exception {
		start();
		assertThat(answer("GET", "/realtime/orders?" + "filter=id=eq.1&".repeat(51)).body()).hasEntrySatisfying(
				"detail", (value) -> assertThat(value).asString().contains("there are more than 50 conditions"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Large", "Last-Event-ID" })
	void serverRefusesHeadersOf64Kibibytes(String name) throws Exception {
		start();
		try (SseClient other = connect("/realtime/orders");
				Socket one = open("/realtime/orders", 8192, name + ": " + "x".repeat(65_536) + "\r\n");
				Socket many = open("/realtime/orders", 8192, (name + ": " + "x".repeat(512) + "\r\n").repeat(128))) {
			assertThat(List.of(statusLine(one), statusLine(many))).doesNotContain("HTTP/1.1 200");
			assertThat(hub().subscriptionCount()).isOne();
			other.next();
			publish(1, "text");
			assertThat(other.next()).startsWith("id:0/1A:1");
		}
	}

	// A server that has read enough may hang up before it is heard
	private static String statusLine(Socket socket) {
		try {
			return new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
		}
		catch (IOException ex) {
			return "";
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "filter=id=eq.1", "filter=nonsense", "events=MOVE", "select=absent" })
	void answersUnexposedChannelAlikeWhateverTheQuery(String query) throws Exception {
		start();
		Answer expected = answer("GET", "/nowhere/else");
		assertThat(answer("GET", "/realtime/hidden?" + query)).isEqualTo(expected);
		assertThat(answer("GET", "/realtime/unknown?" + query)).isEqualTo(expected);
	}

	@Test
	void showsEachTenantItsOwnRows() throws Exception {
		start("realtime.web.exposure.include=notes", "realtime.tenant.from=name");
		String moved = "\"action\":\"UPDATE\",\"leaves\":true,\"old\":{\"id\":3,\"text\":\"ann\"},\"new\":null,\"changed\":[],";
		try (SseClient ann = connectAs("ann", null); SseClient bob = connectAs("bob", null)) {
			ann.next();
			bob.next();
			publishNotes();
			assertThat(ann.next()).startsWith("id:0/1A:1\n").contains("\"text\":\"ann\"");
			assertThat(ann.next()).startsWith("id:0/1A:3\n").contains(moved).doesNotContain("bob");
			assertThat(bob.next()).startsWith("id:0/1A:2\n").contains("\"text\":\"bob\"");
			assertThat(bob.next()).startsWith("id:0/1A:3\n")
				.contains("\"action\":\"UPDATE\",\"old\":null,\"new\":{\"id\":3,\"text\":\"bob\"},\"changed\":[],")
				.doesNotContain("ann");
			assertThat(List.of(ann.next(), bob.next())).allMatch((frame) -> frame.startsWith("id:0/1A:4\n"));
		}
		try (SseClient ann = connectAs("ann", "0/1A:1"); SseClient bob = connectAs("bob", "0/1A:1")) {
			ann.next();
			bob.next();
			assertThat(ann.next()).startsWith("id:0/1A:3\n").contains(moved).doesNotContain("bob");
			assertThat(bob.next()).startsWith("id:0/1A:2\n");
			assertThat(bob.next()).startsWith("id:0/1A:3\n").doesNotContain("ann");
		}
	}

	private void publishNotes() {
		hub().publish(SampleEvents.inserted(NOTE, new Order(1, "ann"), 1));
		hub().publish(SampleEvents.inserted(NOTE, new Order(2, "bob"), 2));
		hub().publish(
				new EntityUpdated<>(SampleEvents.metadata(NOTE, 3), new EntityImage<>(new Order(3, "ann"), Set.of()),
						new EntityImage<>(new Order(3, "bob"), Set.of()), 3L, Set.of("text"), Set.of()));
		hub().publish(new TableTruncated<>(SampleEvents.metadata(NOTE, 4), false, false));
	}

	private SseClient connectAs(String user, String lastEventId) throws Exception {
		HttpRequest.Builder request = request("/realtime/notes").header("X-User", user);
		if (lastEventId != null) {
			request.header("Last-Event-ID", lastEventId);
		}
		return this.application.connect(request);
	}

	@ParameterizedTest
	@ValueSource(strings = { "name", "" })
	void refusesClientWithoutTenant(String from) throws Exception {
		start("realtime.web.exposure.include=*", "realtime.tenant.from=" + from);
		Answer answer = answer("GET", "/realtime/notes?filter=nonsense");
		assertThat(answer.status()).isEqualTo(403);
		assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(answer.body()).containsEntry("title", "Forbidden");
		assertThat(hub().subscriptionCount()).isZero();
		connect("/realtime/orders").close();
	}

	@Test
	void goesOnAfterLastEvent() throws Exception {
		start();
		publish(1, "a");
		publish(2, "b");
		publish(3, "c");
		try (SseClient stream = connect("/realtime/orders", "0/1A:1")) {
			assertThat(stream.next()).startsWith(":\nretry:");
			assertThat(stream.next()).startsWith("id:0/1A:2\ndata:").contains("\"text\":\"b\"");
			publish(4, "d");
			assertThat(stream.next()).startsWith("id:0/1A:3\n");
			assertThat(stream.next()).startsWith("id:0/1A:4\n");
		}
	}

	@Test
	void goesOnWithWhatIsAskedFor() throws Exception {
		start();
		publish(1, "a");
		publish(2, "a");
		update(3, "a", "b");
		publish(4, "b");
		update(5, "b", "a");
		try (SseClient stream = connect("/realtime/orders?filter=text=eq.a&events=UPDATE&select=id", "0/1A:1")) {
			stream.next();
			assertThat(stream.next()).startsWith("id:0/1A:3\n")
				.contains("\"leaves\":true")
				.contains("\"new\":{\"id\":3}");
			assertThat(stream.next()).startsWith("id:0/1A:5\n").contains("\"new\":{\"id\":5}");
		}
	}

	@Test
	void goesOnWhereAnIdleStreamBegan() throws Exception {
		start();
		String beginning;
		try (SseClient stream = connect("/realtime/orders")) {
			beginning = stream.next().lines().toList().get(1).substring("id:".length());
		}
		publish(1, "a");
		try (SseClient stream = connect("/realtime/orders", beginning)) {
			assertThat(stream.next()).startsWith(":\nretry:");
			assertThat(stream.next()).startsWith("id:0/1A:1\n");
		}
	}

	@Test
	void tellsNewestPositionFromWhichPageMayBegin() throws Exception {
		start();
		publish(1, "a");
		HttpResponse<InputStream> response = get("/realtime/orders");
		response.body().close();
		assertThat(response.headers().firstValue("Realtime-Position")).contains("0/1A:1");
		publish(2, "b");
		publish(3, "c");
		try (SseClient stream = connect("/realtime/orders?lastEventId=0/1A:1")) {
			stream.next();
			assertThat(stream.next()).startsWith("id:0/1A:2\n");
		}
		try (SseClient stream = connect("/realtime/orders?lastEventId=0/1A:1", "0/1A:2")) {
			stream.next();
			assertThat(stream.next()).startsWith("id:0/1A:3\n");
		}
	}

	@Test
	void tellsEachClientWhenToComeBack() throws Exception {
		start("realtime.sse.reconnect-delay=4s");
		try (SseClient first = connect("/realtime/orders"); SseClient again = connect("/realtime/orders", "0/1A:1")) {
			assertThat(List.of(reconnectDelay(first), reconnectDelay(again)))
				.allSatisfy((delay) -> assertThat(delay).isBetween(4000, 6000));
		}
	}

	private static Integer reconnectDelay(SseClient stream) throws IOException {
		String last = stream.next().lines().reduce((previous, line) -> line).orElseThrow();
		return Integer.valueOf(last.substring("retry:".length()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0/1A:4", "FFFFFFFF/FFFFFFFF:9223372036854775807", "0/19:1", "0/0:1", "garbage",
			"0/1A:99999999999999999999", "-1", "0/1A:2;DROP" })
	void sendsRefreshFirstWhereHistoryDoesNotReach(String lastEventId) throws Exception {
		start();
		publish(2, "b");
		publish(3, "c");
		try (SseClient stream = connect("/realtime/orders", lastEventId)) {
			assertThat(stream.next()).startsWith(":\nretry:");
			assertThat(stream.next()).isEqualTo("id:0/1A:3\nevent: refresh\ndata: {}");
			publish(4, "d");
			assertThat(stream.next()).startsWith("id:0/1A:4\n");
		}
	}

	@Test
	void keepsNoMoreHistoryThanItMay() throws Exception {
		start("realtime.sse.history.events=2");
		for (int i = 1; i <= 4; i++) {
			publish(i, "a");
		}
		try (SseClient stream = connect("/realtime/orders", "0/1A:2")) {
			stream.next();
			assertThat(stream.next()).startsWith("id:0/1A:3\n");
		}
		try (SseClient stream = connect("/realtime/orders", "0/1A:1")) {
			stream.next();
			assertThat(stream.next()).contains("event: refresh");
		}
	}

	@Test
	void forgetsHistoryAfterGap() throws Exception {
		start();
		publish(1, "a");
		publish(2, "b");
		hub().publish(new StreamGap("slot lost", Lsn.INVALID, Lsn.INVALID));
		try (SseClient stream = connect("/realtime/orders", "0/1A:1")) {
			stream.next();
			assertThat(stream.next()).contains("event: refresh");
		}
	}

	// A reader would wait for more than the frame, as the stream says that there is more
	private static String readFrame(InputStream stream) throws IOException {
		StringBuilder frame = new StringBuilder();
		while (frame.indexOf("\n\n") < 0) {
			frame.append((char) stream.read());
		}
		return frame.toString();
	}

	private void start(String... properties) {
		this.application = SseApplication.run(stack(), Application.class, properties);
	}

	private RealtimeHub hub() {
		return this.application.hub();
	}

	private void publish(long ordinal, String text) {
		hub().publish(SampleEvents.inserted(ORDER, new Order(ordinal, text), ordinal));
	}

	private void update(long ordinal, String before, String after) {
		hub().publish(new EntityUpdated<>(SampleEvents.metadata(ORDER, ordinal),
				new EntityImage<>(new Order(ordinal, before), Set.of()),
				new EntityImage<>(new Order(ordinal, after), Set.of()), ordinal, Set.of("text"), Set.of()));
	}

	private HttpRequest.Builder request(String path) {
		return this.application.request(path);
	}

	private HttpResponse<InputStream> get(String path) throws Exception {
		return this.application.send(request(path));
	}

	private HttpResponse<InputStream> get(String path, String origin) throws Exception {
		return this.application.send(request(path).header("Origin", origin));
	}

	private HttpResponse<InputStream> preFlight(String path, String origin) throws Exception {
		return this.application.send(request(path).method("OPTIONS", BodyPublishers.noBody())
			.header("Origin", origin)
			.header("Access-Control-Request-Method", "GET")
			.header("Access-Control-Request-Headers", "Last-Event-ID"));
	}

	private SseClient connect(String path) throws Exception {
		return this.application.connect(request(path));
	}

	private SseClient connect(String path, String lastEventId) throws Exception {
		return this.application.connect(request(path).header("Last-Event-ID", lastEventId));
	}

	private Socket open(String path, int receiveBufferSize) throws Exception {
		return open(path, receiveBufferSize, "");
	}

	private Socket open(String path, int receiveBufferSize, String headers) throws Exception {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(receiveBufferSize);
		socket.connect(new InetSocketAddress("localhost", this.application.port()));
		OutputStream output = socket.getOutputStream();
		output.write("GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n".formatted(path, headers)
			.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private Answer answer(String method, String path) throws Exception {
		return this.application.answer(request(path).method(method, BodyPublishers.noBody()));
	}

	/**
	 * An entity that fails to be written without its text.
	 */
	public record Order(long id, String text) {

		@Override
		public String text() {
			if (this.text == null) {
				throw new IllegalStateException("No text");
			}
			return this.text;
		}

	}

	public record Hidden(long id) {

	}

	public record Odd(long id) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		EntityCatalog catalog() {
			TenantAttribute tenant = new TenantAttribute("text", "text", String.class, (note) -> ((Order) note).text());
			return SampleEvents
				.catalog(List.of(SampleEvents.registered(ORDER, null), SampleEvents.registered(HIDDEN, null),
						SampleEvents.registered(ODD, null), SampleEvents.registered(NOTE, tenant)));
		}

		@Bean
		ChannelAttributes channelAttributes() {
			Map<String, FilterAttribute> attributes = Map.of("id",
					FilterAttribute.of("id", long.class, (order) -> ((Order) order).id()), "text",
					FilterAttribute.of("text", String.class, (order) -> ((Order) order).text()));
			return (channel, path) -> channel.equals("orders") ? attributes.get(path) : null;
		}

		@Bean
		OrderController orderController(RealtimeStreams streams) {
			return new OrderController(streams);
		}

	}

	@RestController
	static class OrderController {

		private final RealtimeStreams streams;

		OrderController(RealtimeStreams streams) {
			this.streams = streams;
		}

		@GetMapping(path = "/flux", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<RealtimeEvent<Order>> orders() {
			return this.streams.of(Order.class);
		}

		@GetMapping(path = "/flux/transactions", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<TransactionChanges<?>> transactions() {
			return this.streams.transactions();
		}

	}

}
