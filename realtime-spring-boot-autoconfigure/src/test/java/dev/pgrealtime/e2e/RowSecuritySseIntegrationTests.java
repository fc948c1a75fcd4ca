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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import reactor.core.publisher.Mono;

import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.SseClient;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Of a stream, clients get those rows that the policies of the table show them, on either
 * web stack.
 */
@Timeout(120)
class RowSecuritySseIntegrationTests {

	private static final String OWN = "CREATE POLICY own ON orders USING (note = current_setting('request.jwt.claims')::json ->> 'sub'"
			+ " AND (current_setting('request.jwt.claims')::json ->> 'exp')::bigint > extract(epoch FROM now()))";

	private final TestDatabase database = PostgresServer.newDatabase();

	private final String role = "app_" + this.database.name();

	private final HttpClient client = HttpClient.newHttpClient();

	private ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		this.context.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void clientsGetTheRowsThatPoliciesShowThem(WebApplicationType type) throws Exception {
		start(type);
		try (SseClient ann = connect("ann", "");
				SseClient bob = connect("bob", "");
				SseClient probe = connect("ann", "?filter=or=(note.eq.bob,totalCents.eq.99)")) {
			this.database.execute(insert(1, "ann", 11), insert(2, "bob", 12),
					"UPDATE orders SET total_cents = 13 WHERE note = 'ann'",
					"UPDATE orders SET note = 'bob' WHERE note = 'ann'",
					"UPDATE orders SET note = 'ann' WHERE total_cents = 12", "DELETE FROM orders WHERE note = 'bob'",
					"DELETE FROM orders", insert(3, null, 14), insert(4, "bob", 99), insert(5, "ann", 99));
			assertThat(events(ann, 6)).noneMatch((event) -> event.contains("bob"))
				.satisfiesExactly((event) -> assertShows(event, "INSERT", 11),
						(event) -> assertShows(event, "UPDATE", 13),
						(event) -> assertShows(event, "UPDATE", 13).contains("\"leaves\":true"),
						(event) -> assertShows(event, "UPDATE", 12).contains("\"old\":null"),
						(event) -> assertShows(event, "DELETE", 12).doesNotContain("leaves"),
						(event) -> assertShows(event, "INSERT", 99));
			assertThat(events(bob, 5)).noneMatch((event) -> event.contains("ann"))
				.satisfiesExactly((event) -> assertShows(event, "INSERT", 12),
						(event) -> assertShows(event, "UPDATE", 13).contains("\"old\":null"),
						(event) -> assertShows(event, "UPDATE", 12).contains("\"leaves\":true"),
						(event) -> assertShows(event, "DELETE", 13).doesNotContain("leaves"),
						(event) -> assertShows(event, "INSERT", 99));
			assertThat(events(probe, 1)).singleElement()
				.satisfies((event) -> assertShows(event, "INSERT", 99).doesNotContain("bob"));
		}
		assertThat(get("eve", "?filter=nonsense", BodyHandlers.ofString()).statusCode()).isEqualTo(403);
		assertThat(get("pat", "", BodyHandlers.ofString()).statusCode()).isEqualTo(403);
		assertThat(get(null, "", BodyHandlers.ofString()).statusCode()).isEqualTo(401);
		this.database.execute("REVOKE SELECT ON orders FROM " + this.role);
		HttpResponse<String> refused = get("ann", "", BodyHandlers.ofString());
		assertThat(refused.statusCode()).isEqualTo(403);
		assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(refused.body()).contains("You may not subscribe to this channel").doesNotContain(this.role);
	}

	private static AbstractStringAssert<?> assertShows(String event, String action, int cents) {
		return assertThat(event).contains("\"action\":\"" + action + "\"", "\"totalCents\":" + cents);
	}

	private static String insert(int number, String owner, int cents) {
		return "INSERT INTO orders VALUES ('00000000-0000-0000-0000-00000000000%d', 'PENDING', %d, %s)"
			.formatted(number, cents, (owner != null) ? "'" + owner + "'" : "NULL");
	}

	private void start(WebApplicationType type) {
		this.database.execute(Order.TABLE, "CREATE ROLE " + this.role, "GRANT SELECT ON orders TO " + this.role,
				"CREATE ROLE %s_stranger".formatted(this.role), "ALTER TABLE orders ENABLE ROW LEVEL SECURITY", OWN);
		this.context = TestApplication.streaming(this.database, SecuredConfiguration.class,
				"spring.main.web-application-type=" + type, "server.port=0", "spring.jackson.visibility.field=any",
				"spring.reactor.netty.shutdown-quiet-period=0s", "realtime.web.exposure.include=orders",
				"realtime.authorization.rls=true", "test.role=" + this.role);
	}

	private SseClient connect(String name, String query) throws IOException, InterruptedException {
		HttpResponse<InputStream> response = get(name, query, BodyHandlers.ofInputStream());
		assertThat(response.statusCode()).isEqualTo(200);
		return new SseClient(response.body());
	}

	private <T> HttpResponse<T> get(String name, String query, BodyHandler<T> handler)
			throws IOException, InterruptedException {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + port + "/realtime/orders" + query));
		if (name != null) {
			byte[] credentials = (name + ":" + name).getBytes(StandardCharsets.US_ASCII);
			request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
		}
		return this.client.send(request.build(), handler);
	}

	private static List<String> events(SseClient stream, int count) throws IOException {
		String[] events = new String[count];
		for (int i = 0; i < count; i++) {
			String frame = stream.next();
			while (frame.startsWith(":")) {
				frame = stream.next();
			}
			events[i] = frame;
		}
		return List.of(events);
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ShopConfiguration.class, ServletConfiguration.class, ReactiveConfiguration.class })
	static class SecuredConfiguration {

		@Bean
		UserDetailsService users(Environment environment) {
			String role = environment.getRequiredProperty("test.role");
			return (name) -> switch (name) {
				case "pat" -> User.withUsername(name).password("{noop}pat").authorities(Set.of()).build();
				case "eve" -> new TokenUser(name, role + "_stranger");
				default -> new TokenUser(name, role);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@EnableWebSecurity
	static class ServletConfiguration {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.httpBasic(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@EnableWebFluxSecurity
	static class ReactiveConfiguration {

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		ReactiveUserDetailsService reactiveUsers(UserDetailsService users) {
			return (name) -> Mono.fromSupplier(() -> users.loadUserByUsername(name));
		}

	}

	/**
	 * A user whose claims are those of a token.
	 */
	static final class TokenUser extends User implements ClaimAccessor {

		private static final long serialVersionUID = 1;

		private final transient Map<String, Object> claims = new HashMap<>();

		TokenUser(String name, String role) {
			super(name, "{noop}" + name, AuthorityUtils.NO_AUTHORITIES);
			this.claims.putAll(Map.of("sub", name, "role", role, "exp", Instant.now().plusSeconds(300)));
		}

		@Override
		public Map<String, Object> getClaims() {
			return this.claims;
		}

	}

}
