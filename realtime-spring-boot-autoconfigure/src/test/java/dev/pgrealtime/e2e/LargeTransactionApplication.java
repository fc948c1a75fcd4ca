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

import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.TransactionCommitted;

/**
 * An application for a JVM of its own: waits for one transaction, says how many events it
 * had and whether they were the expected ones, and ends.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EntityScan(basePackageClasses = Order.class)
public class LargeTransactionApplication {

	public static void main(String[] args) throws InterruptedException {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(LargeTransactionApplication.class)
			.web(WebApplicationType.NONE)
			.properties(Map.of("spring.main.banner-mode", "off"))
			.run(args)) {
			Counter counter = context.getBean(Counter.class);
			counter.committed.await();
			System.out.printf("events=%d ordered=%b%n", counter.events, counter.ordered);
		}
	}

	@Bean
	Counter counter() {
		return new Counter();
	}

	static class Counter {

		private final CountDownLatch committed = new CountDownLatch(1);

		private long events;

		private boolean ordered = true;

		@EventListener
		void on(EntityInserted<Order> event) {
			this.events++;
			this.ordered &= event.newEntity().getTotalCents() == this.events
					&& event.position().ordinal() == this.events;
		}

		@EventListener
		void on(TransactionCommitted transaction) {
			this.ordered &= transaction.eventCount() == this.events;
			this.committed.countDown();
		}

	}

}
