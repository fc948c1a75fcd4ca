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

import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The page of the shop in a browser, as somebody sees and uses it who has logged in.
 */
final class ShopPage {

	private final ChromeDriver driver;

	ShopPage(ChromeDriver driver) {
		this.driver = driver;
	}

	/**
	 * Open the page, log in if nobody is, and wait until it is live.
	 * @param url the address of the shop
	 * @param user the name of the user, which is the password, too
	 */
	void open(String url, String user) {
		this.driver.get(url);
		if (!this.driver.findElements(By.id("login-form")).isEmpty()) {
			logIn(user, user);
		}
		awaitElement("[data-testid=connection][data-state=live]");
		awaitElement("[data-testid=product]");
		awaitText("[data-testid=user]", user);
	}

	void logIn(String user, String password) {
		type("username", user);
		type("password", password);
		click("[data-testid=log-in]");
	}

	void placeOrder(String shipAddress) {
		type("ship-address", shipAddress);
		click("[data-testid=place-order]");
	}

	void filter(String filter) {
		type("filter", filter);
		click("[data-testid=apply-filter]");
	}

	void sendNotice(String text) {
		type("notice-text", text);
		click("[data-testid=send-notice]");
	}

	/**
	 * Return what the list of orders shows, from the top.
	 * @return the id and the status of each
	 */
	List<String> orders() {
		return this.driver.findElements(By.cssSelector("[data-testid=order]"))
			.stream()
			.map((order) -> order.getAttribute("data-order-id") + " "
					+ order.findElement(By.cssSelector(".status")).getText())
			.toList();
	}

	/**
	 * Wait for the change of an order to arrive.
	 * @param action what has been done
	 * @param shipAddress where the order is shipped to
	 * @return what shows the change
	 */
	WebElement awaitChange(String action, String shipAddress) {
		return awaitElement(
				"//*[@data-testid='change'][@data-channel='orders'][@data-action='%s'][.//tr[@data-attribute='shipAddress'][contains(., '%s')]]"
					.formatted(action, shipAddress));
	}

	void awaitOrder(String shipAddress) {
		awaitElement("//*[@data-testid='order'][contains(., '%s')]".formatted(shipAddress));
	}

	void awaitText(String selector, String text) {
		await().ignoreExceptions().untilAsserted(() -> assertThat(text(selector)).isEqualTo(text));
	}

	WebElement awaitElement(String selector) {
		By by = selector.startsWith("//") ? By.xpath(selector) : By.cssSelector(selector);
		return await().ignoreExceptions().until(() -> this.driver.findElement(by), WebElement::isDisplayed);
	}

	void click(String selector) {
		await().ignoreExceptions().until(() -> {
			this.driver.findElement(By.cssSelector(selector)).click();
			return true;
		});
	}

	boolean has(String selector) {
		return !this.driver.findElements(By.cssSelector(selector)).isEmpty();
	}

	String text(String selector) {
		return this.driver.findElement(By.cssSelector(selector)).getText();
	}

	Object run(String script) {
		return this.driver.executeScript(script);
	}

	/**
	 * Do something in a window of its own, and close it.
	 * @param type the kind of window
	 * @param action what to do, with the handle of the other window
	 */
	void inNewWindow(WindowType type, Runnable action) {
		String first = this.driver.getWindowHandle();
		this.driver.switchTo().newWindow(type);
		try {
			action.run();
		}
		finally {
			this.driver.close();
			this.driver.switchTo().window(first);
		}
	}

	/**
	 * Do something while the window is narrow.
	 * @param action what to do
	 */
	void onPhone(Runnable action) {
		Dimension desktop = this.driver.manage().window().getSize();
		this.driver.manage().window().setSize(new Dimension(500, 844));
		try {
			action.run();
		}
		finally {
			this.driver.manage().window().setSize(desktop);
		}
	}

	private void type(String testId, String text) {
		WebElement input = this.driver.findElement(By.cssSelector("[data-testid='%s']".formatted(testId)));
		input.clear();
		input.sendKeys(text);
	}

}
