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

package dev.pgrealtime.delivery.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.TransactionChanges;

/**
 * An application that can be made to fail at some invoices.
 */
final class Accounting {

	private Accounting() {
	}

	/**
	 * The invoices that listeners fail at.
	 */
	static class Failures {

		private final Set<Object> ids = ConcurrentHashMap.newKeySet();

		private final AtomicInteger count = new AtomicInteger();

		void failAt(long... ids) {
			for (long id : ids) {
				this.ids.add(id);
			}
		}

		void stop() {
			this.ids.clear();
		}

		int count() {
			return this.count.get();
		}

		void check(RealtimeEvent<Invoice> event) {
			Object id = event.id();
			if (id != null && this.ids.contains(id)) {
				this.count.incrementAndGet();
				throw new IllegalStateException("The ledger has no room for " + id,
						new IllegalArgumentException("page 7"));
			}
		}

	}

	/**
	 * What a listener has heard without failing.
	 */
	abstract static class Heard {

		private final List<RealtimeEvent<Invoice>> events = new CopyOnWriteArrayList<>();

		private final Failures failures;

		Heard(Failures failures) {
			this.failures = failures;
		}

		final void hear(RealtimeEvent<Invoice> event) {
			this.failures.check(event);
			this.events.add(event);
		}

		List<RealtimeEvent<Invoice>> events() {
			return this.events;
		}

		List<String> texts() {
			List<String> texts = new ArrayList<>();
			for (RealtimeEvent<Invoice> event : this.events) {
				Invoice invoice = event.newEntity();
				texts.add("%s %s %s".formatted(event.action(), event.id(),
						(invoice != null) ? invoice.getAmount() : null));
			}
			return texts;
		}

	}

	/**
	 * Has failures of its own.
	 */
	static class Ledger extends Heard {

		Ledger(Failures failures) {
			super(failures);
		}

		@RealtimeListener(id = "ledger")
		void on(RealtimeEvent<Invoice> event) {
			hear(event);
		}

	}

	/**
	 * Never fails.
	 */
	static class Archive extends Heard {

		Archive() {
			super(new Failures());
		}

		@RealtimeListener(id = "archive")
		void on(RealtimeEvent<Invoice> event) {
			hear(event);
		}

	}

	/**
	 * Takes transactions.
	 */
	static class Book extends Heard {

		private final List<TransactionChanges<Invoice>> parts = new CopyOnWriteArrayList<>();

		Book(Failures failures) {
			super(failures);
		}

		@RealtimeListener(id = "book")
		void on(TransactionChanges<Invoice> changes) {
			changes.forEach(this::hear);
			this.parts.add(changes);
		}

		List<TransactionChanges<Invoice>> parts() {
			return this.parts;
		}

	}

	/**
	 * Listens in the ordinary way.
	 */
	static class Notices extends Heard {

		Notices(Failures failures) {
			super(failures);
		}

		@EventListener
		void on(RealtimeEvent<Invoice> event) {
			hear(event);
		}

	}

	/**
	 * The application without listeners.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = Invoice.class)
	static class Base {

		@Bean
		Failures failures() {
			return new Failures();
		}

	}

	/**
	 * Two that go their own ways.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import({ Base.class, Ledger.class, Archive.class })
	static class WithLedger {

	}

	/**
	 * One that takes transactions.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import({ Base.class, Book.class })
	static class WithBook {

	}

	/**
	 * Ordinary ones only.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import({ Base.class, Notices.class })
	static class WithNotices {

	}

}
