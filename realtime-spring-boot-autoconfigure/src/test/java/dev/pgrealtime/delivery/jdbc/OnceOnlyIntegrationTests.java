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

import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import dev.pgrealtime.EntityInserted;
import dev.pgrealtime.EventPosition;
import dev.pgrealtime.Lsn;
import dev.pgrealtime.RealtimeListener;
import dev.pgrealtime.delivery.OnceOnly;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * The work of a listener and the record of its position are one.
 */
class OnceOnlyIntegrationTests {

	private static final EventPosition POSITION = new EventPosition(new Lsn(1000), 1);

	private final TestDatabase database = PostgresServer.newDatabase();

	private final AtomicLong nanoTime = new AtomicLong();

	private ConfigurableApplicationContext context;

	private OnceOnly onceOnly;

	private JdbcTemplate jdbcTemplate;

	@BeforeEach
	void start() {
		this.database.execute(Invoice.TABLE, CrashApplication.EFFECTS);
		this.context = TestApplication.streaming(this.database, WithEffects.class);
		this.onceOnly = this.context.getBean(OnceOnly.class);
		this.jdbcTemplate = this.context.getBean(JdbcTemplate.class);
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void workIsDoneOnce() {
		assertThat(this.onceOnly.run("one", POSITION, this::write)).isTrue();
		assertThat(this.onceOnly.run("one", POSITION, this::write)).isFalse();
		assertThat(this.onceOnly.run("other", POSITION, this::write)).isTrue();
		assertThat(this.onceOnly.run("one", new EventPosition(new Lsn(1000), 2), this::write)).isTrue();
		assertThat(effects()).isEqualTo(3);
	}

	@Test
	void workThatFailsIsNotDone() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.onceOnly.run("one", POSITION, () -> {
				write();
				throw new UnsupportedOperationException();
			}));
		assertThat(effects()).isZero();
		assertThat(this.onceOnly.run("one", POSITION, this::write)).isTrue();
		assertThat(effects()).isOne();
	}

	@Test
	void workThatIsRolledBackIsNotDone() {
		PlatformTransactionManager transactionManager = this.context.getBean(PlatformTransactionManager.class);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> this.onceOnly.run("one", POSITION, () -> {
			write();
			transactionManager.rollback(transactionManager.getTransaction(null));
		})).withMessageContaining("rollback");
		assertThat(effects()).isZero();
		assertThat(this.onceOnly.run("one", POSITION, this::write)).isTrue();
	}

	@Test
	void anotherTransactionManagerIsRefused() {
		DataSource other = dataSource();
		OnceOnly foreign = new JdbcOnceOnly(other, this.context.getBean(PlatformTransactionManager.class),
				delivered(Duration.ZERO));
		assertThatIllegalStateException().isThrownBy(() -> foreign.run("one", POSITION, this::write))
			.withMessageContaining("'one' cannot be exactlyOnce");
		assertThat(effects()).isZero();
	}

	@Test
	void aMissingTableIsNamed() {
		this.database.execute("DROP TABLE realtime_delivered_event");
		assertThatIllegalStateException().isThrownBy(() -> this.onceOnly.run("one", POSITION, this::write))
			.withMessageContaining("CREATE TABLE IF NOT EXISTS realtime_delivered_event");
	}

	@Test
	void theTransactionIsDurableWhereTheDatabaseIsCareless() {
		this.database.execute("ALTER DATABASE %s SET synchronous_commit = off".formatted(this.database.name()));
		DataSource careless = dataSource();
		JdbcTemplate template = new JdbcTemplate(careless);
		assertThat(template.queryForObject("SHOW synchronous_commit", String.class)).isEqualTo("off");
		boolean done = new JdbcOnceOnly(careless, new JdbcTransactionManager(careless), delivered(Duration.ZERO)).run(
				"one", POSITION,
				() -> assertThat(template.queryForObject("SHOW synchronous_commit", String.class)).isEqualTo("on"));
		assertThat(done).isTrue();
	}

	@Test
	void positionsAreForgottenOnceTheyCannotComeAgain() {
		this.database.execute("INSERT INTO invoice VALUES (1, '1.50')");
		await().until(() -> effects() == 1);
		DeliveredEvents kept = delivered(Duration.ofHours(1));
		DeliveredEvents forgotten = delivered(Duration.ZERO);
		await().until(() -> {
			advanceSlot();
			this.nanoTime.addAndGet(Duration.ofMinutes(2).toNanos());
			kept.forgetSometimes();
			assertThat(positions()).isOne();
			forgotten.forgetSometimes();
			return positions() == 0;
		});
	}

	@Test
	void positionsOfParkedEventsAreKept() {
		this.database.execute("INSERT INTO invoice VALUES (1, '1.50')");
		await().until(() -> effects() == 1);
		this.database.execute("""
				INSERT INTO realtime_parked_event (slot, listener, model, keys, commit_lsn, ordinal, committed_at,
				    description, payload, attempts, first_failed_at, last_failed_at)
				SELECT slot, listener, 'Invoice', '{}', commit_lsn, ordinal, now(), '', '', 1, now(), now()
				FROM realtime_delivered_event""");
		DeliveredEvents forgotten = delivered(Duration.ZERO);
		await().until(() -> {
			advanceSlot();
			return "t".equals(this.database.query("SELECT restart_lsn > commit_lsn FROM pg_replication_slots, "
					+ "realtime_delivered_event WHERE slot_name = slot"));
		});
		this.nanoTime.addAndGet(Duration.ofMinutes(2).toNanos());
		forgotten.forgetSometimes();
		assertThat(positions()).isOne();
		this.database.execute("DELETE FROM realtime_parked_event");
		this.nanoTime.addAndGet(Duration.ofMinutes(2).toNanos());
		forgotten.forgetSometimes();
		assertThat(positions()).isZero();
	}

	@Test
	void anotherSlotBeginsAnew() {
		this.onceOnly.run("one", POSITION, this::write);
		assertThat(positions()).isOne();
		this.context.close();
		String slot = "realtime_" + this.database.name();
		await().until(() -> "f".equals(
				this.database.query("SELECT active FROM pg_replication_slots WHERE slot_name = '%s'".formatted(slot))));
		this.database.execute("SELECT pg_drop_replication_slot('%s')".formatted(slot));
		this.context = TestApplication.streaming(this.database, WithEffects.class, "realtime.slot.on-lost=recreate");
		assertThat(positions()).isZero();
	}

	private void advanceSlot() {
		this.database.execute("CHECKPOINT", "SELECT pg_logical_emit_message(true, 'test', '')");
	}

	private DataSource dataSource() {
		return new DriverManagerDataSource(this.database.url(), this.database.username(), this.database.password());
	}

	private DeliveredEvents delivered(Duration retention) {
		return new DeliveredEvents(this.context.getBean(PgConnections.class), "realtime_" + this.database.name(),
				retention, this.nanoTime::get);
	}

	private void write() {
		this.jdbcTemplate.update("INSERT INTO effect VALUES (1, ?)", BigDecimal.ONE);
	}

	private int effects() {
		return Integer.parseInt(this.database.query("SELECT count(*) FROM effect"));
	}

	private int positions() {
		return Integer.parseInt(this.database.query("SELECT count(*) FROM realtime_delivered_event"));
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Accounting.Base.class, Effects.class })
	static class WithEffects {

	}

	static class Effects {

		private final JdbcTemplate jdbcTemplate;

		Effects(JdbcTemplate jdbcTemplate) {
			this.jdbcTemplate = jdbcTemplate;
		}

		@RealtimeListener(exactlyOnce = true)
		void on(EntityInserted<Invoice> event) {
			this.jdbcTemplate.update("INSERT INTO effect VALUES (?, ?)", event.id(), event.newEntity().getAmount());
		}

	}

}
