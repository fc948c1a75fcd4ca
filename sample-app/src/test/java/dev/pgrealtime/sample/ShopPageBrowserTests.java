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

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.hub.RealtimeHub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests of the shop's page in a browser: whoever makes an order, it appears live.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ShopPageBrowserTests {

	private static final String ADA = "ada00000-0000-4000-8000-000000000001";

	private static final String GRACE = "62ace000-0000-4000-8000-000000000002";

	private static ChromeDriver driver;

	private final int port;

	private final String url;

	private final JdbcConnectionDetails database;

	private final RealtimeHub hub;

	ShopPageBrowserTests(@LocalServerPort int port, @Autowired JdbcConnectionDetails database,
			@Autowired RealtimeHub hub) {
		this.port = port;
		this.url = "http://localhost:" + port;
		this.database = database;
		this.hub = hub;
	}

	@BeforeAll
	static void startBrowser(@TempDir(cleanup = CleanupMode.NEVER) Path userData) {
		Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
		Optional<Browser> browser = Browser.find();
		assumeTrue(browser.isPresent(), "There is no Chromium with its ChromeDriver on the PATH");
		driver = browser.orElseThrow().start(userData);
	}

	@AfterAll
	static void stopBrowser() {
		if (driver != null) {
			driver.quit();
		}
	}

	@BeforeEach
	void openPage() {
		openPage(this.url, "ada");
	}

	private static void openPage(String url, String user) {
		driver.get(url);
		if (!driver.findElements(By.id("login-form")).isEmpty()) {
			logIn(user);
		}
		awaitElement("[data-testid=connection][data-state=live]");
		awaitElement("[data-testid=product]");
	}

	private static void logIn(String user) {
		testId("username").sendKeys(user);
		testId("password").sendKeys(user);
		testId("log-in").click();
		awaitText("[data-testid=user]", user);
	}

	@Test
	void showsOrderMadeInThePage() {
		placeInPage("1 Page Street");
		WebElement change = awaitOrder("INSERT", "1 Page Street");
		assertThat(change.findElement(By.cssSelector("[data-testid=lag]")).getText()).matches("\\d+ ms");
		awaitText("[data-channel=order_details] [data-attribute=productName] .new", "Espresso beans, 1 kg");
	}

	@Test
	void showsOrderMadeOverHttp() {
		RestClient.create(this.url)
			.post()
			.uri("/api/orders")
			.contentType(MediaType.APPLICATION_JSON)
			.headers((headers) -> headers.setBasicAuth("ada", "ada"))
			.body("""
					{"shipAddress": "2 Wire Street", "lines": [{"product": "Stoneware cup", "quantity": 2}]}
					""")
			.retrieve()
			.toBodilessEntity();
		awaitOrder("INSERT", "2 Wire Street");
	}

	@Test
	void showsOrderMadeBySql() throws SQLException {
		sql(insertOrder(ADA, "3 Table Street"));
		awaitOrder("INSERT", "3 Table Street");
	}

	@Test
	void marksWhatChanged() {
		placeInPage("4 Status Street");
		String id = awaitOrder("INSERT", "4 Status Street").getAttribute("data-entity-id");
		String order = "[data-order-id='%s'] ".formatted(id);
		click(order + "[data-testid=pay]");
		String change = "[data-action=UPDATE][data-entity-id='%s'] ".formatted(id);
		awaitText(change + "tr[data-changed][data-attribute=status] .old", "PENDING");
		awaitText(change + "tr[data-changed][data-attribute=status] .new", "PAID");
		assertThat(driver.findElements(By.cssSelector(change + "tr[data-changed][data-attribute=shipAddress]")))
			.isEmpty();
		awaitText(order + ".status", "paid");
	}

	@Test
	void showsRowThatWasDeleted() throws SQLException {
		placeInPage("5 Gone Street");
		String id = awaitOrder("INSERT", "5 Gone Street").getAttribute("data-entity-id");
		sql("DELETE FROM orders WHERE id = '%s'".formatted(id));
		awaitText("[data-action=DELETE][data-entity-id='%s'] [data-attribute=shipAddress] .old".formatted(id),
				"5 Gone Street");
		await().until(() -> driver.findElements(By.cssSelector("[data-order-id='%s']".formatted(id))).isEmpty());
	}

	@Test
	void showsMarkupOfOthersAsText() throws SQLException {
		sql("INSERT INTO categories (name) VALUES ('<b id=\"injected\">bold</b>')");
		awaitText("[data-channel=categories] [data-attribute=name] .new", "<b id=\"injected\">bold</b>");
		assertThat(driver.findElements(By.id("injected"))).isEmpty();
	}

	@Test
	void holdsChangesBackWhilePaused() throws SQLException {
		testId("pause").click();
		sql("UPDATE products SET price = price + 1 WHERE name = 'Hand grinder'");
		awaitText("[data-testid=channel-products] b", "1");
		assertThat(driver.findElements(By.cssSelector("[data-channel=products]"))).isEmpty();
		testId("pause").click();
		awaitElement("[data-channel=products] tr[data-changed][data-attribute=price]");
	}

	@Test
	void catchesUpAfterTheNetworkWasAway() throws Exception {
		try (Network network = Network.to(this.port)) {
			openPage("http://localhost:" + network.port(), "ada");
			placeInPage("8 Harbour Street");
			String paid = awaitOrder("INSERT", "8 Harbour Street").getAttribute("data-entity-id");
			placeInPage("9 Island Street");
			String deleted = awaitOrder("INSERT", "9 Island Street").getAttribute("data-entity-id");
			network.cut();
			awaitElement("[data-testid=connection][data-state=reconnecting]");
			sql("UPDATE orders SET status = 'PAID' WHERE id = '%s'".formatted(paid));
			sql("DELETE FROM orders WHERE id = '%s'".formatted(deleted));
			sql(insertOrder(ADA, "10 Mainland Street"));
			network.mend();
			awaitElement("[data-testid=connection][data-state=live]");
			awaitText("[data-action=UPDATE][data-entity-id='%s'] tr[data-changed][data-attribute=status] .new"
				.formatted(paid), "PAID");
			awaitElement("[data-action=DELETE][data-entity-id='%s']".formatted(deleted));
			awaitOrder("INSERT", "10 Mainland Street");
			assertThat(driver.findElements(By.cssSelector("[data-testid=refresh]"))).isEmpty();
			await().ignoreExceptions().untilAsserted(() -> assertThat(shownOrders()).isEqualTo(storedOrders()));
		}
	}

	private static List<String> shownOrders() {
		return driver.findElements(By.cssSelector("[data-testid=order]"))
			.stream()
			.map((order) -> order.getAttribute("data-order-id") + " "
					+ order.findElement(By.cssSelector(".status")).getText())
			.toList();
	}

	private List<String> storedOrders() throws SQLException {
		try (Connection connection = connect();
				Statement sql = connection.createStatement();
				ResultSet orders = sql.executeQuery("SELECT id || ' ' || lower(status::text) FROM orders"
						+ " WHERE user_id = '%s' ORDER BY created_at DESC LIMIT 6".formatted(ADA))) {
			List<String> result = new ArrayList<>();
			while (orders.next()) {
				result.add(orders.getString(1));
			}
			return result;
		}
	}

	@Test
	void usersSeeTheirOwnOrdersOnly() throws SQLException {
		inAnotherSession("grace", (ada) -> {
			sql(insertOrder(ADA, "14 Ada Street"));
			sql(insertOrder(GRACE, "15 Grace Street"));
			sql(insertOrder(ADA, "16 Ada Street"));
			awaitOrder("INSERT", "15 Grace Street");
			awaitElement("//*[@data-testid='order'][contains(., '15 Grace Street')]");
			assertThat(driver.findElement(By.tagName("main")).getText()).doesNotContain("Ada Street");
			driver.switchTo().window(ada);
			awaitOrder("INSERT", "16 Ada Street");
			awaitElement("//*[@data-testid='order'][contains(., '16 Ada Street')]");
			assertThat(driver.findElement(By.tagName("main")).getText()).contains("14 Ada Street")
				.doesNotContain("Grace Street");
		});
	}

	@Test
	void logoutInAnotherTabEndsTheStream() throws SQLException {
		inAnotherSession("grace", (ada) -> {
			driver.executeScript("""
					const token = document.cookie.match(/XSRF-TOKEN=([^;]*)/)[1];
					fetch('logout', { method: 'POST', headers: { 'X-XSRF-TOKEN': token } });
					""");
			awaitElement("#login-form");
		});
	}

	@Test
	void asksWhoeverIsLoggedOutToLogIn() {
		testId("log-out").click();
		awaitElement("#login-form");
		testId("username").sendKeys("ada");
		testId("password").sendKeys("wrong");
		testId("log-in").click();
		awaitText("[data-testid=message]", "There is no user of this name and password");
		openPage();
	}

	@Test
	void severalTabsTakeTurnsAtTheConnections() {
		String first = driver.getWindowHandle();
		driver.switchTo().newWindow(WindowType.TAB);
		openPage();
		driver.close();
		driver.switchTo().window(first);
		await().ignoreExceptions().until(() -> {
			driver.findElements(By.cssSelector("[data-state=elsewhere]:enabled")).forEach(WebElement::click);
			return testId("connection").getAttribute("data-state").equals("live");
		});
	}

	@Test
	void keepsTheListInStepWithItsFilter() throws SQLException {
		sql("DELETE FROM orders");
		sql(insertOrder(ADA, "11 Filter Street"));
		applyFilter("status=eq.PAID");
		await().ignoreExceptions().until(() -> shownOrders().isEmpty());
		sql("UPDATE orders SET status = 'PAID' WHERE ship_address = '11 Filter Street'");
		awaitText("[data-testid=order] .status", "paid");
		sql("UPDATE orders SET status = 'SHIPPED' WHERE ship_address = '11 Filter Street'");
		awaitElement("[data-testid=change][data-channel=orders][data-leaves]");
		await().ignoreExceptions().until(() -> shownOrders().isEmpty());
		applyFilter("");
		awaitText("[data-testid=order] .status", "shipped");
		awaitText("[data-testid=step]", "In step with the database");
	}

	@Test
	void showsWhatIsWrongWithAFilter() throws SQLException {
		applyFilter("status=eq.LOST");
		awaitElement("[data-testid=filter][aria-invalid=true]");
		assertThat(testId("filter-problem").getText()).contains("LOST", "status");
		sql(insertOrder(ADA, "12 Filter Street"));
		awaitOrder("INSERT", "12 Filter Street");
		applyFilter("status=eq.PENDING");
		awaitElement("[data-testid=filter][aria-invalid=false]");
		assertThat(driver.findElements(By.cssSelector("[data-testid=filter-problem]:empty"))).hasSize(1);
	}

	@Test
	void followsTheChannelsThatAreChosen() throws SQLException {
		click("[data-testid=channel-products]");
		sql("UPDATE products SET price = price + 1 WHERE name = 'Pour-over kettle'");
		sql("INSERT INTO categories (name) VALUES ('Lamps')");
		awaitText("[data-channel=categories] [data-attribute=name] .new", "Lamps");
		assertThat(testId("channel-products").findElement(By.cssSelector("b")).getText()).isEqualTo("0");
		click("[data-testid=channel-orders]");
		awaitText("[data-testid=step]", "Out of step: its channel is switched off");
		sql(insertOrder(ADA, "13 Channel Street"));
		click("[data-testid=channel-orders]");
		awaitText("[data-testid=step]", "In step with the database");
		awaitElement("//*[@data-testid='order'][contains(., '13 Channel Street')]");
	}

	@Test
	void saysThatItHasLoadedAnew() {
		this.hub.publish(new StreamGap("test", Lsn.INVALID, Lsn.INVALID));
		awaitElement("[data-testid=refresh][data-channel=orders]");
		await().untilAsserted(() -> assertThat(testId("step").getText()).startsWith("Loaded anew at "));
	}

	@Test
	void fitsPhone() throws SQLException {
		Dimension desktop = driver.manage().window().getSize();
		try {
			driver.manage().window().setSize(new Dimension(500, 844));
			sql(insertOrder(ADA, "7 Pocket Street"));
			awaitOrder("INSERT", "7 Pocket Street");
			assertThat(driver.executeScript("return document.documentElement.scrollWidth <= innerWidth"))
				.isEqualTo(true);
		}
		finally {
			driver.manage().window().setSize(desktop);
		}
	}

	/**
	 * Do something in a window with cookies of its own, which is one at another address.
	 */
	private void inAnotherSession(String user, WindowConsumer action) throws SQLException {
		String first = driver.getWindowHandle();
		String second = driver.switchTo().newWindow(WindowType.WINDOW).getWindowHandle();
		try {
			openPage("http://127.0.0.1:" + this.port, user);
			action.accept(first);
		}
		finally {
			driver.switchTo().window(second).close();
			driver.switchTo().window(first);
		}
	}

	private static void applyFilter(String filter) {
		testId("filter").clear();
		testId("filter").sendKeys(filter);
		testId("apply-filter").click();
	}

	private static String insertOrder(String user, String shipAddress) {
		return "INSERT INTO orders (user_id, ship_address) VALUES ('%s', '%s')".formatted(user, shipAddress);
	}

	private void placeInPage(String shipAddress) {
		WebElement address = testId("ship-address");
		address.clear();
		address.sendKeys(shipAddress);
		testId("place-order").click();
	}

	private void sql(String statement) throws SQLException {
		try (Connection connection = connect(); Statement sql = connection.createStatement()) {
			sql.execute(statement);
		}
	}

	private Connection connect() throws SQLException {
		return DriverManager.getConnection(this.database.getJdbcUrl(), this.database.getUsername(),
				this.database.getPassword());
	}

	private static WebElement awaitOrder(String action, String shipAddress) {
		return awaitElement(
				"//*[@data-testid='change'][@data-channel='orders'][@data-action='%s'][.//tr[@data-attribute='shipAddress'][contains(., '%s')]]"
					.formatted(action, shipAddress));
	}

	private static void awaitText(String selector, String text) {
		await().ignoreExceptions().untilAsserted(() -> assertThat(awaitElement(selector).getText()).isEqualTo(text));
	}

	private static WebElement awaitElement(String selector) {
		By by = selector.startsWith("//") ? By.xpath(selector) : By.cssSelector(selector);
		return await().ignoreExceptions().until(() -> driver.findElement(by), WebElement::isDisplayed);
	}

	private static void click(String selector) {
		await().ignoreExceptions().until(() -> {
			driver.findElement(By.cssSelector(selector)).click();
			return true;
		});
	}

	private static WebElement testId(String id) {
		return driver.findElement(By.cssSelector("[data-testid='%s']".formatted(id)));
	}

	private interface WindowConsumer {

		void accept(String otherWindow) throws SQLException;

	}

}
