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

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.delivery.EventDelivery;
import dev.pgrealtime.delivery.ListenerStatus;
import dev.pgrealtime.delivery.ParkedEvents;
import dev.pgrealtime.delivery.ResubmissionFailedException;
import dev.pgrealtime.delivery.UnknownListenerException;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * An event that a listener cannot handle is kept for it, while everything goes on.
 */
@ExtendWith(OutputCaptureExtension.class)
class ParkingIntegrationTests {

	private static final String[] IMPATIENT = { "realtime.listener.max-attempts=3",
			"realtime.listener.retry-initial-interval=1ms", "realtime.listener.retry-max-interval=2ms" };

	private final TestDatabase database = PostgresServer.newDatabase();

	@BeforeEach
	void createTable() {
		this.database.execute(Invoice.TABLE);
	}

	@Test
	void theListenerGoesOnAndGetsTheEventWhenItIsResubmitted() {
		try (ConfigurableApplicationContext context = start(Accounting.WithLedger.class)) {
			Accounting.Ledger ledger = context.getBean(Accounting.Ledger.class);
			Accounting.Failures failures = context.getBean(Accounting.Failures.class);
			failures.failAt(1);
			insert(1, 2);
			await().until(() -> ledger.texts().equals(List.of("INSERT 2 2.50")));
			ParkedEvent parked = onlyParked(context);
			assertThat(parked.listener()).isEqualTo("ledger");
			assertThat(parked.model()).isEqualTo("Invoice");
			assertThat(parked.keys()).containsExactly("Invoice 1");
			assertThat(parked.attempts()).isEqualTo(3).isEqualTo(failures.count());
			assertThat(parked.error()).contains("The ledger has no room for 1", "caused by", "page 7");
			assertThat(parked.description()).isEqualTo("INSERT public.invoice (id: 1, amount: 1.50)");
			awaitAllConfirmed();
			failures.stop();
			assertThat(operations(context).resubmit(parked.id())).isOne();
			assertThat(ledger.texts()).containsExactly("INSERT 2 2.50", "INSERT 1 1.50");
			RealtimeEvent<Invoice> late = ledger.events().get(1);
			RealtimeEvent<Invoice> original = context.getBean(Accounting.Archive.class).events().get(0);
			assertThat(late.position()).isEqualTo(original.position()).hasToString(parked.position());
			assertThat(late.metadata()).isEqualTo(original.metadata());
			assertThat(parked.committedAt()).isEqualTo(original.commitTimestamp());
			assertThat(operations(context).count()).isZero();
			assertThat(context.getBean(Accounting.Archive.class).texts()).containsExactly("INSERT 1 1.50",
					"INSERT 2 2.50");
		}
	}

	@Test
	void whatFailsAgainStays() {
		try (ConfigurableApplicationContext context = start(Accounting.WithLedger.class)) {
			Accounting.Failures failures = context.getBean(Accounting.Failures.class);
			failures.failAt(1);
			insert(1);
			await().until(() -> operations(context).count() == 1);
			ParkedEvent before = onlyParked(context);
			assertThatExceptionOfType(ResubmissionFailedException.class)
				.isThrownBy(() -> operations(context).resubmit(before.id()))
				.withMessageContaining("The ledger has no room for 1");
			ParkedEvent after = onlyParked(context);
			assertThat(after.attempts()).isEqualTo(4);
			assertThat(after.firstFailedAt()).isEqualTo(before.firstFailedAt());
			assertThat(after.lastFailedAt()).isAfter(before.lastFailedAt());
			operations(context).discard(before.id());
			assertThat(operations(context).count()).isZero();
			assertThatExceptionOfType(UnknownParkedEventException.class)
				.isThrownBy(() -> operations(context).resubmit(before.id()));
			assertThatExceptionOfType(UnknownParkedEventException.class)
				.isThrownBy(() -> operations(context).discard(before.id()));
		}
	}

	@Test
	void waitsForItsListenerToComeBack() {
		try (ConfigurableApplicationContext context = start(Accounting.WithLedger.class)) {
			context.getBean(Accounting.Failures.class).failAt(1);
			insert(1);
			await().until(() -> operations(context).count() == 1);
		}
		try (ConfigurableApplicationContext context = start(Accounting.WithNotices.class)) {
			long id = onlyParked(context).id();
			assertThatExceptionOfType(UnknownListenerException.class).isThrownBy(() -> operations(context).resubmit(id))
				.withMessageContaining("ledger");
			assertThatExceptionOfType(UnknownListenerException.class)
				.isThrownBy(() -> operations(context).resubmitAll("ledger"));
			assertThat(onlyParked(context).attempts()).isEqualTo(3);
		}
		try (ConfigurableApplicationContext context = start(Accounting.WithLedger.class)) {
			ParkedEventOperations.Resubmission outcome = operations(context).resubmitAll("ledger");
			assertThat(outcome.resubmitted()).isOne();
			assertThat(outcome.failures()).isEmpty();
			assertThat(context.getBean(Accounting.Ledger.class).texts()).containsExactly("INSERT 1 1.50");
		}
	}

	@Test
	void allOfAListenerComeInOrderAndARowThatFailsIsLeftAlone() {
		try (ConfigurableApplicationContext context = start(Accounting.WithLedger.class)) {
			Accounting.Ledger ledger = context.getBean(Accounting.Ledger.class);
			Accounting.Failures failures = context.getBean(Accounting.Failures.class);
			failures.failAt(1, 2);
			insert(1, 2);
			this.database.execute("UPDATE invoice SET amount = '9.00'");
			await().until(() -> operations(context).count() == 4);
			failures.stop();
			failures.failAt(2);
			ParkedEventOperations.Resubmission outcome = operations(context).resubmitAll("ledger");
			assertThat(outcome.resubmitted()).isEqualTo(2);
			assertThat(outcome.failures()).singleElement().asString().contains("The ledger has no room for 2");
			assertThat(ledger.texts()).containsExactly("INSERT 1 1.50", "UPDATE 1 9.00");
			assertThat(operations(context).list("ledger", 0, 10)).extracting(ParkedEvent::attempts)
				.containsExactly(4, 3);
			failures.stop();
			assertThat(operations(context).resubmitAll("ledger").resubmitted()).isEqualTo(2);
			assertThat(ledger.texts()).endsWith("INSERT 2 2.50", "UPDATE 2 9.00");
		}
	}

	@Test
	void isListedByPageAndListener() {
		try (ConfigurableApplicationContext context = start(Accounting.WithLedger.class)) {
			context.getBean(Accounting.Failures.class).failAt(1, 2, 3);
			insert(1, 2, 3);
			await().until(() -> operations(context).count() == 3);
			List<ParkedEvent> page = operations(context).list(null, 0, 2);
			assertThat(page).extracting((parked) -> parked.keys().get(0)).containsExactly("Invoice 1", "Invoice 2");
			assertThat(operations(context).list("ledger", page.get(1).id(), 2))
				.extracting((parked) -> parked.keys().get(0))
				.containsExactly("Invoice 3");
			assertThat(operations(context).list("archive", 0, 2)).isEmpty();
			assertThat(operations(context).find(page.get(0).id())).isEqualTo(page.get(0));
		}
	}

	@Test
	void laterEventsOfTheRowWaitIfTheyShall() {
		try (ConfigurableApplicationContext context = start(Accounting.WithLedger.class,
				"realtime.listener.parked-key=wait")) {
			context.getBean(Accounting.Failures.class).failAt(1);
			insert(1);
			await().until(() -> operations(context).count() == 1);
		}
		try (ConfigurableApplicationContext context = start(Accounting.WithLedger.class,
				"realtime.listener.parked-key=wait")) {
			Accounting.Ledger ledger = context.getBean(Accounting.Ledger.class);
			this.database.execute("UPDATE invoice SET amount = '9.00'", "DELETE FROM invoice");
			insert(2);
			await().until(() -> ledger.texts().equals(List.of("INSERT 2 2.50")));
			List<ParkedEvent> parked = operations(context).list("ledger", 0, 10);
			assertThat(parked).extracting(ParkedEvent::attempts).containsExactly(3, 0, 0);
			assertThat(parked).extracting(ParkedEvent::error).last().isNull();
			assertThatExceptionOfType(ResubmissionFailedException.class)
				.isThrownBy(() -> operations(context).resubmit(parked.get(1).id()))
				.withMessageContaining("waits for " + parked.get(0).id());
			assertThat(operations(context).resubmit(parked.get(0).id())).isEqualTo(3);
			assertThat(ledger.texts()).containsExactly("INSERT 2 2.50", "INSERT 1 1.50", "UPDATE 1 9.00",
					"DELETE 1 null");
			insert(1);
			await().until(() -> ledger.texts().size() == 5);
		}
	}

	@Test
	void partsOfTransactionsAreParkedWhole() {
		try (ConfigurableApplicationContext context = start(Accounting.WithBook.class)) {
			Accounting.Book book = context.getBean(Accounting.Book.class);
			Accounting.Failures failures = context.getBean(Accounting.Failures.class);
			failures.failAt(2);
			this.database.execute("INSERT INTO invoice SELECT n, n, 'secret' FROM generate_series(1, 3) n");
			await().until(() -> operations(context).count() == 1);
			assertThat(onlyParked(context).description().lines()).hasSize(3);
			failures.stop();
			operations(context).resubmit(onlyParked(context).id());
			assertThat(book.parts()).singleElement().satisfies((part) -> {
				assertThat(part.events()).extracting(RealtimeEvent::id).containsExactly(1L, 2L, 3L);
				assertThat(part.part()).isOne();
				assertThat(part.last()).isTrue();
			});
		}
	}

	@Test
	void plainListenersAreParkedTogether() {
		try (ConfigurableApplicationContext context = start(Accounting.WithNotices.class)) {
			Accounting.Notices notices = context.getBean(Accounting.Notices.class);
			Accounting.Failures failures = context.getBean(Accounting.Failures.class);
			failures.failAt(1);
			insert(1, 2);
			await().until(() -> notices.texts().equals(List.of("INSERT 2 2.50")));
			ParkedEvent parked = onlyParked(context);
			assertThat(parked.listener()).isEqualTo(ParkedEvents.EVENT_LISTENERS);
			assertThat(parked.attempts()).isEqualTo(3).isEqualTo(failures.count());
			awaitAllConfirmed();
			failures.stop();
			operations(context).resubmit(parked.id());
			assertThat(notices.texts()).containsExactly("INSERT 2 2.50", "INSERT 1 1.50");
			assertThat(operations(context).count()).isZero();
		}
	}

	@Test
	void plainListenersOfARowWaitIfTheyShall() {
		try (ConfigurableApplicationContext context = start(Accounting.WithNotices.class,
				"realtime.listener.parked-key=wait")) {
			Accounting.Notices notices = context.getBean(Accounting.Notices.class);
			context.getBean(Accounting.Failures.class).failAt(1);
			insert(1);
			await().until(() -> operations(context).count() == 1);
			context.getBean(Accounting.Failures.class).stop();
			this.database.execute("DELETE FROM invoice");
			insert(2);
			await().until(() -> notices.texts().equals(List.of("INSERT 2 2.50")));
			operations(context).resubmit(operations(context).list(null, 0, 1).get(0).id());
			assertThat(notices.texts()).containsExactly("INSERT 2 2.50", "INSERT 1 1.50", "DELETE 1 null");
		}
	}

	@Test
	void anEventCanBeSkipped() {
		try (ConfigurableApplicationContext context = start(Accounting.WithNotices.class,
				"realtime.listener.on-exhausted=skip")) {
			Accounting.Notices notices = context.getBean(Accounting.Notices.class);
			context.getBean(Accounting.Failures.class).failAt(1);
			insert(1, 2);
			await().until(() -> notices.texts().equals(List.of("INSERT 2 2.50")));
			awaitAllConfirmed();
			assertThat(this.database.query("SELECT to_regclass('realtime_parked_event')")).isNull();
			assertThat(operations(context).list(null, 0, 10)).isEmpty();
			assertThat(operations(context).count()).isZero();
		}
	}

	@Test
	void anEventCanStopThePlainListeners() {
		try (ConfigurableApplicationContext context = start(Accounting.WithNotices.class,
				"realtime.listener.on-exhausted=stop")) {
			Accounting.Failures failures = context.getBean(Accounting.Failures.class);
			failures.failAt(1);
			insert(1, 2);
			await().until(() -> failures.count() > 10);
			assertThat(context.getBean(Accounting.Notices.class).texts()).isEmpty();
			failures.stop();
			await().until(() -> context.getBean(Accounting.Notices.class).texts().size() == 2);
		}
	}

	@Test
	void whatIsParkedDoesNotComeAgainWithAnotherConnection() {
		try (ConfigurableApplicationContext context = start(Accounting.WithLedger.class,
				"realtime.retry.initial-interval=20ms")) {
			Accounting.Failures failures = context.getBean(Accounting.Failures.class);
			failures.failAt(1);
			this.database.execute("SELECT pg_copy_logical_replication_slot('realtime_%1$s', 'before_%1$s')"
				.formatted(this.database.name()));
			insert(1);
			await().until(() -> operations(context).count() == 1);
			awaitAllConfirmed();
		}
		// The server has forgotten what was confirmed, as it may in a crash
		copySlotBack();
		try (ConfigurableApplicationContext context = start(Accounting.WithLedger.class)) {
			context.getBean(Accounting.Failures.class).failAt(1);
			insert(2);
			Accounting.Ledger ledger = context.getBean(Accounting.Ledger.class);
			await().until(() -> ledger.texts().contains("INSERT 2 2.50"));
			assertThat(context.getBean(Accounting.Archive.class).texts()).containsExactly("INSERT 1 1.50",
					"INSERT 2 2.50");
			assertThat(ledger.texts()).containsExactly("INSERT 2 2.50");
			assertThat(context.getBean(Accounting.Failures.class).count()).isZero();
			assertThat(onlyParked(context).attempts()).isEqualTo(3);
		}
	}

	private void copySlotBack() {
		String slot = "realtime_" + this.database.name();
		await().until(() -> "f".equals(
				this.database.query("SELECT active FROM pg_replication_slots WHERE slot_name = '%s'".formatted(slot))));
		this.database.execute("SELECT pg_drop_replication_slot('%s')".formatted(slot),
				"SELECT pg_copy_logical_replication_slot('before_%s', '%s')".formatted(this.database.name(), slot),
				"SELECT pg_drop_replication_slot('before_%s')".formatted(this.database.name()));
	}

	@Test
	void isParkedOnceTheDatabaseCan(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(Accounting.WithLedger.class)) {
			this.database.execute("""
					CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
					$$ BEGIN RAISE 'the disk is full' USING ERRCODE = '53100'; END $$""",
					"CREATE TRIGGER refuse BEFORE INSERT ON realtime_parked_event EXECUTE FUNCTION refuse()");
			Accounting.Failures failures = context.getBean(Accounting.Failures.class);
			failures.failAt(1);
			insert(1);
			await().until(() -> failures.count() > 5);
			assertThat(operations(context).count()).isZero();
			assertThat(unconfirmed()).isTrue();
			this.database.execute("DROP TRIGGER refuse ON realtime_parked_event");
			await().until(() -> operations(context).count() == 1);
			awaitAllConfirmed();
		}
		assertThat(output).contains("could not be parked and is tried again");
	}

	@Test
	void isParkedDurablyWhereTheDatabaseIsCareless() {
		this.database.execute("ALTER DATABASE %s SET synchronous_commit = off".formatted(this.database.name()));
		try (ConfigurableApplicationContext context = start(Accounting.WithLedger.class)) {
			this.database.execute("CREATE TABLE seen (value text)", """
					CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS
					$$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$""",
					"CREATE CONSTRAINT TRIGGER look AFTER INSERT ON realtime_parked_event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION look()");
			context.getBean(Accounting.Failures.class).failAt(1);
			insert(1);
			await().until(() -> operations(context).count() == 1);
			assertThat(this.database.query("SELECT value FROM seen")).isEqualTo("on");
		}
	}

	@Test
	void theListenerStopsWhereNothingCanBeParked(CapturedOutput output) {
		this.database.execute("CREATE ROLE %s LOGIN REPLICATION PASSWORD 'x'".formatted(role()),
				"GRANT CREATE ON DATABASE %s TO %s".formatted(this.database.name(), role()),
				"REVOKE CREATE ON SCHEMA public FROM PUBLIC", "ALTER TABLE invoice OWNER TO " + role());
		try (ConfigurableApplicationContext context = start(Accounting.WithLedger.class,
				"realtime.connection.username=" + role(), "realtime.connection.password=x")) {
			assertThat(output).contains("CREATE TABLE IF NOT EXISTS realtime_parked_event");
			context.getBean(Accounting.Failures.class).failAt(1);
			insert(1, 2);
			await().until(() -> status(context, "ledger").state() == ListenerStatus.State.STOPPED);
			await().until(() -> context.getBean(Accounting.Archive.class).events().size() == 2);
			assertThat(unconfirmed()).isTrue();
		}
	}

	@Test
	void validationAsksForTheTable() {
		start(Accounting.WithLedger.class).close();
		this.database.execute("DROP TABLE realtime_parked_event");
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> TestApplication
				.start(this.database, Accounting.WithLedger.class, "realtime.provisioning=validate")
				.close())
			.satisfies((ex) -> assertThat(ex).rootCause()
				.hasMessageContaining("realtime.provisioning=validate")
				.extracting("action")
				.asString()
				.contains("CREATE TABLE IF NOT EXISTS realtime_parked_event"));
		this.database.execute(DeliveryTables.PARKED_EVENTS.creation());
		start(Accounting.WithLedger.class, "realtime.provisioning=validate").close();
		this.database.execute("ALTER TABLE realtime_parked_event DROP COLUMN error");
		start(Accounting.WithLedger.class).close();
		assertThat(this.database.query("SELECT count(error) FROM realtime_parked_event")).isEqualTo("0");
	}

	private ConfigurableApplicationContext start(Class<?> configuration, String... properties) {
		String[] all = IntStream.range(0, IMPATIENT.length + properties.length)
			.mapToObj((i) -> (i < IMPATIENT.length) ? IMPATIENT[i] : properties[i - IMPATIENT.length])
			.toArray(String[]::new);
		return TestApplication.streaming(this.database, configuration, all);
	}

	private String role() {
		return "role_" + this.database.name();
	}

	private void insert(long... ids) {
		for (long id : ids) {
			this.database.execute("INSERT INTO invoice VALUES (%d, '%d.50', 'open sesame')".formatted(id, id));
		}
	}

	private void awaitAllConfirmed() {
		String written = this.database.query("SELECT pg_current_wal_insert_lsn()");
		this.database.execute("SELECT pg_logical_emit_message(true, 'test', '')");
		await().until(() -> "t".equals(this.database
			.query("SELECT confirmed_flush_lsn >= '%s' FROM pg_replication_slots WHERE slot_name = 'realtime_%s'"
				.formatted(written, this.database.name()))));
	}

	private boolean unconfirmed() {
		return "t".equals(this.database.query(
				"SELECT confirmed_flush_lsn < pg_current_wal_lsn() FROM pg_replication_slots WHERE slot_name = 'realtime_%s'"
					.formatted(this.database.name())));
	}

	private static ListenerStatus status(ConfigurableApplicationContext context, String listener) {
		return context.getBean(EventDelivery.class)
			.listeners()
			.stream()
			.filter((status) -> status.listenerId().equals(listener))
			.findFirst()
			.orElseThrow();
	}

	private static ParkedEventOperations operations(ConfigurableApplicationContext context) {
		return context.getBean(ParkedEventOperations.class);
	}

	private static ParkedEvent onlyParked(ConfigurableApplicationContext context) {
		List<ParkedEvent> parked = operations(context).list(null, 0, 10);
		assertThat(parked).hasSize(1);
		return parked.get(0);
	}

}
