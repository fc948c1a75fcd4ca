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

package dev.pgrealtime.faults;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.RealtimeListener;

/**
 * An application for a JVM of its own, with listeners that take their time: waits for the
 * account of an owner who is called {@code last}, says how many it has seen, and ends.
 */
@Configuration(proxyBeanMethods = false)
@Import(Bank.class)
public class SmallHeapApplication {

	public static void main(String[] args) throws InterruptedException {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(SmallHeapApplication.class)
			.web(WebApplicationType.NONE)
			.properties(Map.of("spring.main.banner-mode", "off"))
			.run(args)) {
			Listeners listeners = context.getBean(Listeners.class);
			listeners.last.await();
			System.out.printf("published=%d handled=%d characters=%d%n", listeners.published.get(),
					listeners.handled.get(), listeners.characters.get());
		}
	}

	@Bean
	Listeners listeners(@Value("${pause:300us}") Duration pause) {
		return new Listeners(pause.toNanos());
	}

	static class Listeners {

		private final long pauseNanos;

		private final AtomicLong published = new AtomicLong();

		private final AtomicLong handled = new AtomicLong();

		private final AtomicLong characters = new AtomicLong();

		private final CountDownLatch last = new CountDownLatch(2);

		Listeners(long pauseNanos) {
			this.pauseNanos = pauseNanos;
		}

		@EventListener
		void on(EntityInserted<Account> event) {
			this.published.incrementAndGet();
			String note = event.newEntity().getNote();
			this.characters.addAndGet((note != null) ? note.length() : 0);
			countLast(event);
		}

		@RealtimeListener(id = "slow")
		void handle(EntityInserted<Account> event) {
			LockSupport.parkNanos(this.pauseNanos);
			this.handled.incrementAndGet();
			countLast(event);
		}

		private void countLast(EntityInserted<Account> event) {
			if ("last".equals(event.newEntity().getOwner())) {
				this.last.countDown();
			}
		}

	}

}
