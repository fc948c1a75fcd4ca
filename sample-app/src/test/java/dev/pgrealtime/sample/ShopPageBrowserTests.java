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

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the shop's page in a browser: whoever makes an order, it appears live.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(BrowserExtension.class)
class ShopPageBrowserTests {

	private static final String ADA = "ada00000-0000-4000-8000-000000000001";

	private final int port;

	private final String url;

	private final JdbcClient jdbc;

	private final ShopPage page;

	ShopPageBrowserTests(@LocalServerPort int port, @Autowired JdbcClient jdbc, ShopPage page) {
		this.port = port;
		this.url = "http://localhost:" + port;
		this.jdbc = jdbc;
		this.page = page;
	}

	@BeforeEach
	void openPage() {
		this.page.open(this.url, "ada");
	}

	@Test
	void showsOrderMadeInThePage() {
		this.page.placeOrder("1 Page Street");
		this.page.awaitChange("INSERT", "1 Page Street");
		assertThat(this.page.text("[data-channel=orders] [data-testid=lag]")).matches("\\d+ ms");
		this.page.awaitText("[data-channel=order_details] [data-attribute=productName] .new", "Espresso beans, 1 kg");
	}

	@Test
	void showsOrderMadeOverHttp() {
		RestClient.create(this.url)
			.post()
			.uri("/api/orders")
			.headers((headers) -> headers.setBasicAuth("ada", "ada"))
			.contentType(MediaType.APPLICATION_JSON)
			.body("""
					{"shipAddress": "2 Wire Street", "lines": [{"product": "Stoneware cup", "quantity": 2}]}
					""")
			.retrieve()
			.toBodilessEntity();
		this.page.awaitChange("INSERT", "2 Wire Street");
	}

	@Test
	void showsOrderMadeBySql() {
		insertOrder("3 Table Street");
		this.page.awaitChange("INSERT", "3 Table Street");
	}

	@Test
	void marksWhatChanged() {
		String id = placeOrder("4 Status Street");
		String order = "[data-order-id='%s'] ".formatted(id);
		this.page.click(order + "[data-testid=pay]");
		String change = "[data-action=UPDATE][data-entity-id='%s'] ".formatted(id);
		this.page.awaitText(change + "tr[data-changed][data-attribute=status] .old", "PENDING");
		this.page.awaitText(change + "tr[data-changed][data-attribute=status] .new", "PAID");
		assertThat(this.page.has(change + "tr[data-changed][data-attribute=shipAddress]")).isFalse();
		this.page.awaitText(order + ".status", "paid");
	}

	@Test
	void showsRowThatWasDeleted() {
		String id = placeOrder("5 Gone Street");
		sql("DELETE FROM orders WHERE id = '%s'".formatted(id));
		this.page.awaitText("[data-action=DELETE][data-entity-id='%s'] [data-attribute=shipAddress] .old".formatted(id),
				"5 Gone Street");
		await().until(() -> !this.page.has("[data-order-id='%s']".formatted(id)));
	}

	@Test
	void showsMarkupOfOthersAsText() {
		follow("categories");
		sql("INSERT INTO categories (name) VALUES ('<b id=\"injected\">bold</b>')");
		this.page.awaitText("[data-channel=categories] [data-attribute=name] .new", "<b id=\"injected\">bold</b>");
		assertThat(this.page.has("#injected")).isFalse();
	}

	@Test
	void holdsChangesBackWhilePaused() {
		this.page.click("[data-testid=pause]");
		sql("UPDATE products SET price = price + 1 WHERE name = 'Hand grinder'");
		this.page.awaitText("[data-testid=channel-products] b", "1");
		assertThat(this.page.has("[data-channel=products]")).isFalse();
		this.page.click("[data-testid=pause]");
		this.page.awaitElement("[data-channel=products] tr[data-changed][data-attribute=price]");
	}

	@Test
	void followsTheChannelsThatAreChosen() {
		follow("categories");
		this.page.click("[data-testid=channel-products]");
		sql("UPDATE products SET price = price + 1 WHERE name = 'Pour-over kettle'");
		sql("INSERT INTO categories (name) VALUES ('Lamps')");
		this.page.awaitText("[data-channel=categories] [data-attribute=name] .new", "Lamps");
		assertThat(this.page.text("[data-testid=channel-products] b")).isEqualTo("0");
		this.page.click("[data-testid=channel-orders]");
		this.page.awaitText("[data-testid=step]", "Out of step: its channel is switched off");
		insertOrder("6 Channel Street");
		this.page.click("[data-testid=channel-orders]");
		this.page.awaitText("[data-testid=step]", "In step with the database");
		this.page.awaitOrder("6 Channel Street");
	}

	@Test
	void catchesUpAfterTheNetworkWasAway() throws Exception {
		try (Network network = Network.to(this.port)) {
			this.page.open("http://localhost:" + network.port(), "ada");
			String paid = placeOrder("8 Harbour Street");
			String deleted = placeOrder("9 Island Street");
			network.cut();
			this.page.awaitElement("[data-testid=connection][data-state=reconnecting]");
			sql("UPDATE orders SET status = 'PAID' WHERE id = '%s'".formatted(paid));
			sql("DELETE FROM orders WHERE id = '%s'".formatted(deleted));
			insertOrder("10 Mainland Street");
			network.mend();
			this.page.awaitElement("[data-testid=connection][data-state=live]");
			String update = "[data-action=UPDATE][data-entity-id='%s'] ".formatted(paid);
			this.page.awaitText(update + "tr[data-changed][data-attribute=status] .new", "PAID");
			this.page.awaitText(update + "[data-testid=lag]", "caught up");
			this.page.awaitElement("[data-action=DELETE][data-entity-id='%s']".formatted(deleted));
			this.page.awaitChange("INSERT", "10 Mainland Street");
			assertThat(this.page.has("[data-testid=refresh]")).isFalse();
			await().ignoreExceptions().untilAsserted(() -> assertThat(this.page.orders()).isEqualTo(storedOrders()));
		}
	}

	@Test
	void fitsPhone() {
		this.page.onPhone(() -> {
			insertOrder("7 Pocket Street");
			this.page.awaitChange("INSERT", "7 Pocket Street");
			assertThat(this.page.run("return document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
		});
	}

	private String placeOrder(String shipAddress) {
		this.page.placeOrder(shipAddress);
		return this.page.awaitChange("INSERT", shipAddress).getAttribute("data-entity-id");
	}

	private void follow(String channel) {
		this.page.click("[data-testid=channel-%s]".formatted(channel));
		this.page.awaitElement("[data-testid=connection][data-state=live]");
	}

	private void insertOrder(String shipAddress) {
		sql("INSERT INTO orders (user_id, ship_address) VALUES ('%s', '%s')".formatted(ADA, shipAddress));
	}

	private void sql(String statement) {
		this.jdbc.sql(statement).update();
	}

	private List<String> storedOrders() {
		return this.jdbc
			.sql("SELECT id || ' ' || lower(status::text) FROM orders WHERE user_id = ?::uuid"
					+ " ORDER BY created_at DESC LIMIT 6")
			.param(ADA)
			.query(String.class)
			.list();
	}

}
