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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.openqa.selenium.chrome.ChromeDriver;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Gives tests a {@link ShopPage} in the one browser that all of them share, or skips them
 * where there is none.
 */
class BrowserExtension implements BeforeAllCallback, ParameterResolver {

	@Override
	public void beforeAll(ExtensionContext context) {
		assumeTrue(Browser.find().isPresent(), "There is no Chromium with its ChromeDriver on the PATH");
		Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == ShopPage.class;
	}

	@Override
	public ShopPage resolveParameter(ParameterContext parameter, ExtensionContext context) {
		Store store = context.getRoot().getStore(Namespace.create(BrowserExtension.class));
		return new ShopPage(store.computeIfAbsent(SharedDriver.class, (key) -> start(), SharedDriver.class).driver());
	}

	private static SharedDriver start() {
		try {
			return new SharedDriver(Browser.find().orElseThrow().start(Files.createTempDirectory("browser")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Ends with the last test.
	 */
	private record SharedDriver(ChromeDriver driver) implements AutoCloseable {

		@Override
		public void close() {
			this.driver.quit();
		}

	}

}
