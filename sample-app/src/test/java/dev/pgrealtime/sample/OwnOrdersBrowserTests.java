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

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.WindowType;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.hub.RealtimeHub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the orders that the page lists, in a browser: they are those of the user, as
 * the filter says, and no others.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(BrowserExtension.class)
class OwnOrdersBrowserTests {

	private static final String ADA = "ada00000-0000-4000-8000-000000000001";

	private static final String GRACE = "62ace000-0000-4000-8000-000000000002";

	private final String url;

	private final String otherUrl;

	private final JdbcClient jdbc;

	private final RealtimeHub hub;

	private final ShopPage page;

	OwnOrdersBrowserTests(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired RealtimeHub hub,
			ShopPage page) {
		this.url = "http://localhost:" + port;
		// Another address has cookies of its own, and so is another session
		this.otherUrl = "http://127.0.0.1:" + port;
		this.jdbc = jdbc;
		this.hub = hub;
		this.page = page;
	}

	@BeforeEach
	void openPage() {
		this.page.open(this.url, "ada");
	}

	@Test
	void usersSeeTheirOwnOrdersOnly() {
		this.page.inNewWindow(WindowType.WINDOW, () -> {
			this.page.open(this.otherUrl, "grace");
			insertOrder(ADA, "1 Ada Street");
			insertOrder(GRACE, "2 Grace Street");
			insertOrder(ADA, "3 Ada Street");
			this.page.awaitChange("INSERT", "2 Grace Street");
			this.page.awaitOrder("2 Grace Street");
			assertThat(this.page.text("main")).doesNotContain("Ada Street");
		});
		this.page.awaitChange("INSERT", "3 Ada Street");
		this.page.awaitOrder("3 Ada Street");
		assertThat(this.page.text("main")).contains("1 Ada Street").doesNotContain("Grace Street");
	}

	@Test
	void noticesReachEverybody() {
		this.page.inNewWindow(WindowType.WINDOW, () -> {
			this.page.open(this.otherUrl, "grace");
			this.page.sendNotice("Closed on <b>Monday</b>");
			this.page.awaitText("[data-testid=notice] .note", "Closed on <b>Monday</b>");
		});
		this.page.awaitText("[data-testid=notice] .model", "grace");
	}

	@Test
	void rowThatStopsMatchingLeavesAndOneThatBeginsToEnters() {
		sql("DELETE FROM orders");
		insertOrder(ADA, "4 Filter Street");
		this.page.filter("status=eq.PAID");
		await().until(() -> !this.page.has("[data-testid=order]"));
		sql("UPDATE orders SET status = 'PAID'");
		this.page.awaitText("[data-testid=order] .status", "paid");
		sql("UPDATE orders SET status = 'SHIPPED'");
		this.page.awaitElement("[data-testid=change][data-channel=orders][data-leaves]");
		await().until(() -> !this.page.has("[data-testid=order]"));
		this.page.filter("");
		this.page.awaitText("[data-testid=order] .status", "shipped");
		this.page.awaitText("[data-testid=step]", "In step with the database");
	}

	@Test
	void filterThatMakesNoSenseIsExplainedAndChangesNothing() {
		this.page.filter("status=eq.LOST");
		this.page.awaitElement("[data-testid=filter][aria-invalid=true]");
		assertThat(this.page.text("[data-testid=filter-problem]")).contains("LOST", "status");
		insertOrder(ADA, "5 Filter Street");
		this.page.awaitOrder("5 Filter Street");
		this.page.filter("status=eq.PENDING");
		this.page.awaitElement("[data-testid=filter][aria-invalid=false]");
		assertThat(this.page.text("[data-testid=filter-problem]")).isEmpty();
	}

	@Test
	void filterThatTheListCannotBeLoadedByIsExplained() {
		this.page.filter("or=(status.eq.PAID,status.eq.SHIPPED)");
		this.page.awaitText("[data-testid=step]",
				"Out of step: The list is loaded by one comparison, attribute=operator.value");
	}

	@Test
	void listSaysThatItWasLoadedAnewAfterGap() {
		this.hub.publish(new StreamGap("test", Lsn.INVALID, Lsn.INVALID));
		this.page.awaitElement("[data-testid=refresh][data-channel=orders]");
		await().untilAsserted(() -> assertThat(this.page.text("[data-testid=step]")).startsWith("Loaded anew at "));
	}

	@Test
	void logoutInAnotherTabEndsTheStream() {
		this.page.inNewWindow(WindowType.WINDOW, () -> {
			this.page.open(this.otherUrl, "grace");
			this.page.run("""
					const token = document.cookie.match(/XSRF-TOKEN=([^;]*)/)[1];
					fetch('logout', { method: 'POST', headers: { 'X-XSRF-TOKEN': token } });
					""");
			this.page.awaitElement("#login-form");
		});
	}

	@Test
	void whoeverLogsOutIsAskedToLogIn() {
		this.page.click("[data-testid=log-out]");
		this.page.awaitElement("#login-form");
		this.page.logIn("ada", "wrong");
		this.page.awaitText("[data-testid=message]", "There is no user of this name and password");
		openPage();
	}

	@Test
	void tabsTakeTurnsAtTheConnections() {
		this.page.inNewWindow(WindowType.TAB, this::openPage);
		await().until(() -> {
			this.page.run("document.querySelector('[data-state=elsewhere]:enabled')?.click()");
			return this.page.has("[data-testid=connection][data-state=live]");
		});
	}

	private void insertOrder(String user, String shipAddress) {
		sql("INSERT INTO orders (user_id, ship_address) VALUES ('%s', '%s')".formatted(user, shipAddress));
	}

	private void sql(String statement) {
		this.jdbc.sql(statement).update();
	}

}
