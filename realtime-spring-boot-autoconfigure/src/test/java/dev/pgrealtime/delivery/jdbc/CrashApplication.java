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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.StreamLeadershipGained;
import dev.pgrealtime.delivery.EventKey;
import dev.pgrealtime.delivery.FailedDelivery;
import dev.pgrealtime.delivery.ParkedEvents;
import dev.pgrealtime.replication.ReplicationWorker;

/**
 * An application for a JVM of its own, which writes an effect for each invoice and kills
 * itself where it is told to.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EntityScan(basePackageClasses = Invoice.class)
public class CrashApplication {

	/** The invoice at which the process ends. */
	static final long CRASHING = 3;

	/** The invoice that cannot be handled. */
	static final long FAILING = 2;

	static final String EFFECTS = "CREATE TABLE effect (invoice bigint, amount numeric)";

	public static void main(String[] args) throws InterruptedException {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(CrashApplication.class)
			.web(WebApplicationType.NONE)
			.properties(Map.of("spring.main.banner-mode", "off"))
			.run(args)) {
			context.getBean(Crash.class).closing.await();
		}
	}

	@Bean
	Crash crash(Environment environment) {
		return new Crash(environment.getProperty("crash", CrashPoint.class, CrashPoint.NONE));
	}

	@Bean
	CrashingConfirmation crashingConfirmation(Crash crash, ObjectProvider<ReplicationWorker> worker) {
		return new CrashingConfirmation(crash, worker::getObject);
	}

	@Bean
	Effects effects(Crash crash, JdbcTemplate jdbcTemplate, Environment environment) {
		return new Effects(crash, jdbcTemplate, environment.getProperty("failing", Boolean.class, false));
	}

	@Bean
	@Primary
	ParkedEvents crashingParkedEvents(JdbcParkedEvents parkedEvents, Crash crash) {
		return new CrashingParkedEvents(parkedEvents, crash);
	}

	@Bean
	static BeanPostProcessor crashingTransactions(ObjectProvider<Crash> crash) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String name) {
				return (bean instanceof PlatformTransactionManager manager)
						? new CrashingTransactionManager(manager, crash::getObject) : bean;
			}

		};
	}

	/**
	 * Ends the process as if somebody else had: no shutdown hook runs.
	 */
	static class Crash implements SmartLifecycle {

		private final CountDownLatch closing = new CountDownLatch(1);

		private final CountDownLatch stopping = new CountDownLatch(1);

		private final CrashPoint point;

		private volatile boolean armed;

		private volatile boolean running;

		Crash(CrashPoint point) {
			this.point = point;
		}

		void reached(CrashPoint point) {
			if (point == this.point) {
				kill();
			}
		}

		void arm() {
			this.armed = true;
		}

		void reachedIfArmed(CrashPoint point) {
			if (this.armed) {
				reached(point);
			}
		}

		void shutDown() throws InterruptedException {
			if (this.point == CrashPoint.DURING_SHUTDOWN) {
				this.closing.countDown();
				this.stopping.await();
				kill();
			}
		}

		private static void kill() {
			try {
				new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
				new CountDownLatch(1).await();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.stopping.countDown();
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

	/**
	 * Ends the process when the server is told that the event at which it ends is done.
	 */
	record CrashingConfirmation(Crash crash, Supplier<ReplicationWorker> worker) {

		@EventListener
		void on(EntityInserted<Invoice> event) {
			if (event.newEntity().getId() == CRASHING && this.crash.point == CrashPoint.AFTER_CONFIRMATION) {
				Lsn commitLsn = event.position().commitLsn();
				new Thread(() -> awaitConfirmed(commitLsn)).start();
			}
		}

		private void awaitConfirmed(Lsn commitLsn) {
			while (!this.worker.get().status().confirmed().isAfter(commitLsn)) {
				LockSupport.parkNanos(100_000);
			}
			this.crash.reached(CrashPoint.AFTER_CONFIRMATION);
		}

		@EventListener
		void on(StreamLeadershipGained event) {
			this.crash.reached(CrashPoint.TAKING_OVER);
		}

	}

	/**
	 * Writes an effect for each invoice.
	 */
	static class Effects {

		private final Crash crash;

		private final JdbcTemplate jdbcTemplate;

		private final boolean failing;

		Effects(Crash crash, JdbcTemplate jdbcTemplate, boolean failing) {
			this.crash = crash;
			this.jdbcTemplate = jdbcTemplate;
			this.failing = failing;
		}

		@RealtimeListener(id = "effects", exactlyOnce = true)
		void on(EntityInserted<Invoice> event) throws InterruptedException {
			Invoice invoice = event.newEntity();
			boolean crashing = invoice.getId() == CRASHING;
			if (crashing) {
				this.crash.reached(CrashPoint.BEFORE_WRITE);
				this.crash.reached(CrashPoint.AFTER_PARKED);
			}
			else if (invoice.getId() == CRASHING + 1) {
				this.crash.reached(CrashPoint.AFTER_RELEASE);
			}
			this.jdbcTemplate.update("INSERT INTO effect VALUES (?, ?)", invoice.getId(), invoice.getAmount());
			if (this.failing && invoice.getId() == FAILING) {
				throw new IllegalStateException("Nobody knows what to do with it");
			}
			if (crashing) {
				this.crash.reached(CrashPoint.AFTER_WRITE);
				this.crash.shutDown();
				this.crash.arm();
			}
		}

	}

	/**
	 * Ends the process after a commit.
	 */
	private record CrashingTransactionManager(PlatformTransactionManager delegate,
			Supplier<Crash> crash) implements PlatformTransactionManager {

		@Override
		public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
			return this.delegate.getTransaction(definition);
		}

		@Override
		public void commit(TransactionStatus status) {
			this.delegate.commit(status);
			this.crash.get().reachedIfArmed(CrashPoint.AFTER_COMMIT);
		}

		@Override
		public void rollback(TransactionStatus status) {
			this.delegate.rollback(status);
		}

	}

	/**
	 * Ends the process before or after an event is parked.
	 */
	private record CrashingParkedEvents(ParkedEvents delegate, Crash crash) implements ParkedEvents {

		@Override
		public void connected() {
			this.delegate.connected();
		}

		@Override
		public boolean isParked(String listenerId, String model, EventPosition position) {
			return this.delegate.isParked(listenerId, model, position);
		}

		@Override
		public boolean park(FailedDelivery failed) {
			this.crash.reached(CrashPoint.BEFORE_PARKING);
			boolean parked = this.delegate.park(failed);
			this.crash.reached(CrashPoint.AFTER_PARKING);
			return parked;
		}

		@Override
		public boolean isWaiting(String listenerId, Set<EventKey> keys) {
			return this.delegate.isWaiting(listenerId, keys);
		}

	}

}
