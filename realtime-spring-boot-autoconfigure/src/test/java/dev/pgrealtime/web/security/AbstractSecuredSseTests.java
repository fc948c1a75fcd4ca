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

package dev.pgrealtime.web.security;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityModel;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.PrincipalExpiry;
import dev.pgrealtime.RealtimeAuthorize;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.hub.filter.ChannelAttributes;
import dev.pgrealtime.hub.filter.FilterAttribute;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.mapping.TenantAttribute;
import dev.pgrealtime.support.SampleEvents;
import dev.pgrealtime.support.SseApplication;
import dev.pgrealtime.support.SseClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a client sees that Spring Security knows or does not know, the same on every web
 * stack.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class AbstractSecuredSseTests {

	/**
	 * The users, each with its name for a password.
	 */
	protected static final UserDetails[] USERS = Stream.of("ann", "bob", "sam", "temp")
		.map((name) -> User.withUsername(name).password("{noop}" + name).roles(role(name)).build())
		.toArray(UserDetails[]::new);

	/**
	 * The key that tokens are signed with.
	 */
	protected static final SecretKey KEY = new SecretKeySpec(new byte[32], "HmacSHA256");

	private static final EntityModel<Order> ORDER = SampleEvents.model(Order.class, "orders", "id", "userId");

	private static final EntityModel<Report> REPORT = SampleEvents.model(Report.class, "reports", "id");

	private static final EntityModel<Note> NOTE = SampleEvents.model(Note.class, "notes", "id", "organization");

	private static final EntityModel<Hidden> HIDDEN = SampleEvents.model(Hidden.class, "hidden", "id");

	private SseApplication application;

	protected abstract SseApplication.Stack stack();

	private static String role(String name) {
		return name.equals("sam") ? "STAFF" : "USER";
	}

	/**
	 * Return whether somebody may subscribe to a channel.
	 * @param name the name of the user
	 * @param channel the name of the channel
	 * @return {@code true} unless somebody else than the staff wants the reports
	 */
	protected static boolean isGranted(String name, String channel) {
		return !channel.equals("reports") || role(name).equals("STAFF");
	}

	@BeforeAll
	void start() {
		this.application = SseApplication.run(stack(), Application.class, "realtime.sse.heartbeat-interval=20ms",
				"realtime.web.exposure.include=orders,reports,notes", "realtime.tenant.from=claim:organization");
	}

	@AfterAll
	void close() {
		this.application.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "?filter=nonsense", "?events=MOVE", "?select=secret" })
	void refusesWhoIsNotAuthenticated(String query) throws Exception {
		HttpResponse<String> response = this.application.client()
			.send(request("/realtime/orders" + query).build(), BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
		assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
		assertThat(response.body()).isEqualTo("{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
				+ "\"detail\":\"Whoever subscribes has to be authenticated\"}");
	}

	@Test
	void letsAuthenticatedClientsIn() throws Exception {
		try (SseClient stream = connect("ann", "/realtime/orders")) {
			assertThat(stream.next()).startsWith(":");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "?filter=nonsense", "?events=MOVE" })
	void refusesWhoIsNotAllowed(String query) throws Exception {
		HttpResponse<String> response = this.application.client()
			.send(as("ann", "/realtime/reports" + query).build(), BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(response.body()).contains("You may not subscribe to this channel");
		connect("sam", "/realtime/reports").close();
	}

	@Test
	void answersUnexposedChannelLikeAnyUnknownPath() throws Exception {
		assertThat(answer(request("/realtime/hidden"))).isEqualTo(answer(request("/realtime/unknown")))
			.isEqualTo(answer(request("/nowhere/else")));
		assertThat(answer(as("ann", "/realtime/hidden"))).isEqualTo(answer(as("ann", "/realtime/unknown")))
			.isEqualTo(answer(as("ann", "/nowhere/else")));
	}

	@Test
	void showsToEachClientTheRowsThatItMaySee() throws Exception {
		try (SseClient ann = connect("ann", "/realtime/orders");
				SseClient bob = connect("bob", "/realtime/orders");
				SseClient staff = connect("sam", "/realtime/orders?filter=userId=eq.bob")) {
			publish(1, "ann", "ann");
			publish(2, "bob", "bob");
			publish(3, "ann", "bob");
			publish(4, "ann", "eve");
			publish(5, "eve", "ann");
			assertThat(event(ann)).contains("\"position\":\"0/1A:1\"").doesNotContain("leaves");
			assertThat(event(ann)).contains("\"position\":\"0/1A:3\"")
				.contains("\"leaves\":true")
				.doesNotContain("bob");
			assertThat(event(ann)).contains("\"position\":\"0/1A:4\"").doesNotContain("eve");
			assertThat(event(ann)).contains("\"position\":\"0/1A:5\"").doesNotContain("eve");
			assertThat(event(bob)).contains("\"position\":\"0/1A:2\"");
			assertThat(event(bob)).contains("\"position\":\"0/1A:3\"").doesNotContain("ann");
			assertThat(event(staff)).contains("\"position\":\"0/1A:2\"");
			assertThat(event(staff)).contains("\"position\":\"0/1A:3\"").contains("ann");
		}
	}

	@Test
	void showsToEachClientTheRowsOfTheTenantThatItsTokenClaims() throws Exception {
		try (SseClient acme = connect(request("/realtime/notes").header("Authorization", bearer("acme")));
				SseClient other = connect(request("/realtime/notes").header("Authorization", bearer("other")))) {
			hub().publish(SampleEvents.inserted(NOTE, new Note(1, "acme"), 1));
			hub().publish(SampleEvents.inserted(NOTE, new Note(2, "other"), 2));
			hub().publish(SampleEvents.inserted(NOTE, new Note(3, "acme"), 3));
			assertThat(event(acme)).contains("\"position\":\"0/1A:1\"");
			assertThat(event(acme)).contains("\"position\":\"0/1A:3\"");
			assertThat(event(other)).contains("\"position\":\"0/1A:2\"");
		}
	}

	@Test
	void refusesWhoseTokenClaimsNoTenantAndNamesTheClaim() throws Exception {
		for (HttpRequest.Builder request : List.of(as("ann", "/realtime/notes"),
				request("/realtime/notes?filter=nonsense").header("Authorization", bearer(null)))) {
			HttpResponse<String> response = this.application.client().send(request.build(), BodyHandlers.ofString());
			assertThat(response.statusCode()).isEqualTo(403);
			assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
			assertThat(response.body()).contains("your authentication has no claim 'organization'");
		}
		connect(request("/realtime/orders").header("Authorization", bearer(null))).close();
	}

	@Test
	void endsStreamWhenAuthenticationExpires() throws Exception {
		try (SseClient stream = connect("temp", "/realtime/orders")) {
			assertEnds(stream);
		}
		await().until(() -> hub().subscriptionCount() == 0);
	}

	@Test
	void endsStreamWhenUserLogsOut() throws Exception {
		String session = login("bob");
		try (SseClient stream = connectWith(session); SseClient other = connect("ann", "/realtime/orders")) {
			stream.next();
			this.application.client()
				.send(request("/logout").header("Cookie", session).POST(BodyPublishers.noBody()).build(),
						BodyHandlers.discarding());
			assertEnds(stream);
			assertThat(other.next()).startsWith(":");
			assertThat(other.next()).isEqualTo(":");
		}
	}

	protected ConfigurableApplicationContext context() {
		return this.application.context();
	}

	private RealtimeHub hub() {
		return this.application.hub();
	}

	private void publish(long ordinal, String before, String after) {
		hub().publish(new EntityUpdated<>(SampleEvents.metadata(ORDER, ordinal),
				new EntityImage<>(new Order(ordinal, before), Set.of()),
				new EntityImage<>(new Order(ordinal, after), Set.of()), ordinal, Set.of("userId"), Set.of()));
	}

	private static String event(SseClient stream) throws IOException {
		String frame = stream.next();
		while (frame.startsWith(":")) {
			frame = stream.next();
		}
		return frame;
	}

	protected static void assertEnds(SseClient stream) throws IOException {
		String last = "";
		for (String frame = stream.next(); frame != null; frame = stream.next()) {
			last = frame;
		}
		assertThat(last).isEqualTo("event: close\ndata: {}");
	}

	protected String login(String name) throws Exception {
		HttpResponse<Void> response = this.application.client()
			.send(request("/login").header("Content-Type", "application/x-www-form-urlencoded")
				.POST(BodyPublishers.ofString("username=%1$s&password=%1$s".formatted(name)))
				.build(), BodyHandlers.discarding());
		String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
		return cookie.substring(0, cookie.indexOf(';'));
	}

	protected SseClient connectWith(String session) throws IOException, InterruptedException {
		return connect(request("/realtime/orders").header("Cookie", session));
	}

	private SseClient connect(String name, String path) throws IOException, InterruptedException {
		return connect(as(name, path));
	}

	private SseClient connect(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.application.connect(request);
	}

	private HttpRequest.Builder as(String name, String path) {
		byte[] credentials = (name + ":" + name).getBytes(StandardCharsets.US_ASCII);
		return request(path).header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
	}

	private static String bearer(String organization) {
		JwtClaimsSet.Builder claims = JwtClaimsSet.builder().subject("ann");
		if (organization != null) {
			claims.claim("organization", organization);
		}
		JwtEncoderParameters parameters = JwtEncoderParameters.from(JwsHeader.with(MacAlgorithm.HS256).build(),
				claims.build());
		return "Bearer " + NimbusJwtEncoder.withSecretKey(KEY).build().encode(parameters).getTokenValue();
	}

	private HttpRequest.Builder request(String path) {
		return this.application.request(path);
	}

	private Map<String, Object> answer(HttpRequest.Builder request) throws Exception {
		return this.application.answer(request).body();
	}

	@RealtimeAuthorize("hasRole('STAFF') or entity.userId == authentication.name")
	public record Order(long id, String userId) {

	}

	public record Report(long id) {

	}

	public record Note(long id, String organization) {

	}

	public record Hidden(long id) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		EntityCatalog catalog() {
			TenantAttribute organization = new TenantAttribute("organization", "organization", String.class,
					(note) -> ((Note) note).organization());
			return SampleEvents
				.catalog(List.of(SampleEvents.registered(ORDER, null), SampleEvents.registered(REPORT, null),
						SampleEvents.registered(HIDDEN, null), SampleEvents.registered(NOTE, organization)));
		}

		@Bean
		ChannelAttributes channelAttributes() {
			FilterAttribute userId = FilterAttribute.of("userId", String.class, (order) -> ((Order) order).userId());
			return (channel, path) -> (channel.equals("orders") && path.equals("userId")) ? userId : null;
		}

		@Bean
		PrincipalExpiry principalExpiry() {
			return (principal) -> principal.getName().equals("temp") ? Instant.now().plusMillis(100) : null;
		}

	}

}
