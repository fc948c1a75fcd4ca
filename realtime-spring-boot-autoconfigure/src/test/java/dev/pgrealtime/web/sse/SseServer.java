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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import dev.pgrealtime.EntityModel;
import dev.pgrealtime.hub.RealtimeHub;
import dev.pgrealtime.mapping.EntityCatalog;
import dev.pgrealtime.support.SampleEvents;
import dev.pgrealtime.support.SseApplication;

/**
 * A server for a JVM of its own, which writes its port to a file.
 */
public final class SseServer {

	private static final EntityModel<Order> ORDER = SampleEvents.model(Order.class, "orders", "id", "text");

	private SseServer() {
	}

	/**
	 * Start a server.
	 * @param arguments the file, the type and the configuration of the web stack, and
	 * properties
	 */
	public static void main(String[] arguments) throws Exception {
		SseApplication.Stack stack = new SseApplication.Stack(WebApplicationType.valueOf(arguments[1]),
				Class.forName(arguments[2]));
		SseApplication application = SseApplication.run(stack, Application.class,
				Arrays.copyOfRange(arguments, 3, arguments.length));
		Path file = Path.of(arguments[0]);
		Path written = Files.writeString(file.resolveSibling(file.getFileName() + ".part"),
				Integer.toString(application.port()));
		Files.move(written, file);
	}

	/**
	 * An entity.
	 */
	public record Order(long id, String text) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		EntityCatalog catalog() {
			return SampleEvents.catalog(ORDER);
		}

		@Bean
		Control control(RealtimeHub hub) {
			return new Control(hub);
		}

	}

	/**
	 * What the other JVM asks for.
	 */
	@RestController
	static class Control {

		private final RealtimeHub hub;

		private long published;

		Control(RealtimeHub hub) {
			this.hub = hub;
		}

		@GetMapping("/subscriptions")
		int subscriptions() {
			return this.hub.subscriptionCount();
		}

		@PostMapping("/events/{count}/{size}")
		CompletableFuture<Void> publish(@PathVariable("count") int count, @PathVariable("size") int size) {
			return CompletableFuture.runAsync(() -> {
				for (int i = 0; i < count; i++) {
					this.published++;
					this.hub.publish(
							SampleEvents.inserted(ORDER, new Order(this.published, "x".repeat(size)), this.published));
				}
			});
		}

	}

}
