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

package dev.pgrealtime.sample;

import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.pgrealtime.sample.Visitor.Events;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that users see what is theirs, and nobody anything else.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Timeout(60)
class IsolationTests {

	private static final String ADA = "ada00000-0000-4000-8000-000000000001";

	private static final String GRACE = "62ace000-0000-4000-8000-000000000002";

	private final int port;

	private final JdbcClient jdbc;

	IsolationTests(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
		this.port = port;
		this.jdbc = jdbc;
	}

	@Test
	void usersAreStreamedTheirOwnOrders() {
		try (Events ada = Visitor.withBasic(this.port, "ada").stream("orders");
				Events grace = Visitor.withSession(this.port, "grace").stream("orders")) {
			insertOrder(ADA, "1 Own Street");
			insertOrder(GRACE, "2 Own Street");
			insertOrder(ADA, "3 Own Street");
			insertOrder(GRACE, "4 Own Street");
			assertThat(events(ada.until("3 Own Street"))).hasSize(2).allMatch((order) -> order.contains(ADA));
			assertThat(events(grace.until("4 Own Street"))).hasSize(2).allMatch((order) -> order.contains(GRACE));
		}
	}

	@Test
	void orderThatIsHandedOverLeavesOneUserAndEntersTheOther() {
		insertOrder(ADA, "5 Moving Street");
		try (Events ada = Visitor.withBasic(this.port, "ada").stream("orders");
				Events grace = Visitor.withBasic(this.port, "grace").stream("orders")) {
			this.jdbc.sql("UPDATE orders SET user_id = ?::uuid WHERE ship_address = '5 Moving Street'")
				.param(GRACE)
				.update();
			assertThat(events(ada.until("5 Moving Street"))).singleElement()
				.asString()
				.contains("\"leaves\":true", ADA)
				.doesNotContain(GRACE);
			assertThat(events(grace.until("5 Moving Street"))).singleElement()
				.asString()
				.contains(GRACE)
				.doesNotContain("\"leaves\":true", ADA);
		}
	}

	@Test
	void linesAreStreamedToWhoeverTheirOrderBelongsTo() {
		try (Events ada = Visitor.withBasic(this.port, "ada").stream("order_details")) {
			insertLine(insertOrder(GRACE, "6 Line Street"), GRACE, "Lamp");
			insertLine(insertOrder(ADA, "7 Line Street"), ADA, "Chair");
			assertThat(events(ada.until("Chair"))).singleElement().asString().contains(ADA);
		}
	}

	@Test
	void categoriesAreStreamedToTheirUserOrToEverybody() {
		try (Events ada = Visitor.withBasic(this.port, "ada").stream("categories")) {
			this.jdbc.sql("INSERT INTO categories (user_id, name) VALUES (?::uuid, 'Hers')").param(GRACE).update();
			this.jdbc.sql("INSERT INTO categories (user_id, name) VALUES (?::uuid, 'Mine')").param(ADA).update();
			this.jdbc.sql("INSERT INTO categories (name) VALUES ('Everybody''s')").update();
			assertThat(events(ada.until("Everybody's"))).hasSize(2).noneMatch((category) -> category.contains("Hers"));
		}
	}

	@Test
	void strangersGetNothing() {
		Visitor stranger = Visitor.stranger(this.port);
		assertThat(stranger.get("/").headers().firstValue("Location")).get().asString().endsWith("/login.html");
		for (String path : List.of("/realtime/orders", "/realtime/products", "/api/orders", "/api/products",
				"/index.html", "/actuator/info")) {
			assertThat(stranger.get(path)).as(path).satisfies((answer) -> {
				assertThat(answer.statusCode()).isEqualTo(401);
				assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
			});
		}
		assertThat(stranger.get("/actuator/health").body()).contains("UP").doesNotContain("components");
	}

	@Test
	void logoutEndsTheStream() {
		Visitor ada = Visitor.withSession(this.port, "ada");
		try (Events events = ada.stream("orders")) {
			assertThat(ada.post("/logout", ada.csrfToken(), "").statusCode()).isEqualTo(204);
			assertThat(events.until("event: close")).last().isEqualTo("event: close");
		}
		assertThat(ada.get("/api/orders").statusCode()).isEqualTo(401);
	}

	@Test
	void pagesOfOthersCannotUseTheSession() {
		Visitor ada = Visitor.withSession(this.port, "ada");
		HttpResponse<String> answer = ada.post("/logout", "guessed", "");
		assertThat(answer.statusCode()).isEqualTo(403);
		assertThat(ada.get("/api/orders").statusCode()).isEqualTo(200);
	}

	private String insertOrder(String user, String shipAddress) {
		return this.jdbc.sql("INSERT INTO orders (user_id, ship_address) VALUES (?::uuid, ?) RETURNING id")
			.param(user)
			.param(shipAddress)
			.query(String.class)
			.single();
	}

	private void insertLine(String order, String user, String product) {
		this.jdbc
			.sql("INSERT INTO order_details (order_id, user_id, product_name, quantity, unit_price)"
					+ " VALUES (?::uuid, ?::uuid, ?, 1, 10)")
			.params(order, user, product)
			.update();
	}

	private static List<String> events(List<String> lines) {
		return lines.stream().filter((line) -> line.startsWith("data:") && line.contains("\"action\"")).toList();
	}

}
