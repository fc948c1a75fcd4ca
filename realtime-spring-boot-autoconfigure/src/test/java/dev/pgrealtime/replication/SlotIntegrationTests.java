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

package dev.pgrealtime.replication;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.pgrealtime.Lsn;
import dev.pgrealtime.StreamGap;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of the slot: how it is made, and what its loss leads to.
 */
@ExtendWith(OutputCaptureExtension.class)
class SlotIntegrationTests {

	private static final Backoff LATER = new Backoff(Duration.ofMillis(400), Duration.ofMillis(400));

	private final TestDatabase database = PostgresServer.newDatabase();

	@BeforeEach
	void createTable() {
		this.database.execute("CREATE TABLE items (id int PRIMARY KEY, name text)");
	}

	@Test
	void lossOfTheSlotStopsTheStreamAndSaysSo() {
		try (TestStream stream = stream(false, LostSlotPolicy.FAIL).start()) {
			stream.awaitStreaming();
			insert(1);
			stream.awaitInserts(1);
			drop(stream);
			assertThat(stream.awaitProblem("was lost (it does not exist any more)"))
				.contains("realtime.slot.on-lost=recreate", "max_slot_wal_keep_size");
			assertThat(stream.status().state()).isEqualTo(ReplicationStatus.State.CONNECTING);
			assertThat(this.database
				.query("SELECT count(*) FROM pg_replication_slots WHERE slot_name = '%s'".formatted(stream.slotName())))
				.isEqualTo("0");
			assertThat(stream.gaps()).isEmpty();
		}
	}

	@Test
	void lostSlotIsMadeAnewAndTheGapToldBeforeTheNextEvent() {
		try (TestStream stream = stream(false, LostSlotPolicy.RECREATE).start()) {
			stream.awaitStreaming();
			insert(1);
			stream.awaitInserts(1);
			Lsn before = Lsn.parse(this.database.query("SELECT pg_current_wal_lsn()"));
			drop(stream);
			insert(2);
			await().until(() -> !stream.gaps().isEmpty());
			insert(3);
			stream.awaitInserts(2);
			assertThat(stream.told()).containsSubsequence("Insert", "Commit", "Gap", "Begin", "Insert", "Commit");
			assertThat(stream.gaps()).singleElement().satisfies((gap) -> {
				assertThat(gap.reason()).contains(stream.slotName(), "does not exist any more");
				assertThat(gap.from()).isLessThanOrEqualTo(before).isGreaterThan(Lsn.INVALID);
				assertThat(gap.to()).isGreaterThan(gap.from());
			});
		}
	}

	@Test
	void gapIsToldUntilTheHandlerReturnsEvenIfTheConnectionBreaksMeanwhile() {
		AtomicBoolean failing = new AtomicBoolean(true);
		AtomicInteger attempts = new AtomicInteger();
		try (TestStream stream = stream(false, LostSlotPolicy.RECREATE).onGap((gap) -> {
			attempts.incrementAndGet();
			if (failing.get()) {
				throw new IllegalStateException("down");
			}
		}).start()) {
			stream.awaitStreaming();
			drop(stream);
			await().until(() -> attempts.get() > 0);
			terminate(stream);
			await().pollInterval(Duration.ofMillis(5)).until(() -> "f".equals(active(stream)));
			failing.set(false);
			await().until(() -> stream.gaps().size() == 1);
			insert(1);
			stream.awaitInserts(1);
			terminate(stream);
			insert(2);
			stream.awaitInsertOf("2");
			assertThat(stream.gaps()).hasSize(1);
		}
	}

	@Test
	void temporarySlotGoesWithTheConnectionWhichIsAGap() {
		TestStream stream = stream(true, LostSlotPolicy.FAIL);
		try (stream) {
			stream.start().awaitStreaming();
			insert(1);
			stream.awaitInserts(1);
			assertThat(this.database.query(
					"SELECT temporary FROM pg_replication_slots WHERE slot_name = '%s'".formatted(stream.slotName())))
				.isEqualTo("t");
			terminate(stream);
			await().until(() -> stream.gaps().size() == 1);
			assertThat(stream.gaps()).extracting(StreamGap::reason).allMatch((reason) -> reason.contains("temporary"));
			insert(2);
			stream.awaitInserts(2);
		}
		await().until(() -> active(stream) == null);
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"SELECT pg_drop_replication_slot('%1$s'); SELECT pg_create_logical_replication_slot('%1$s', 'pgoutput')",
			"SELECT pg_replication_slot_advance('%1$s', pg_current_wal_lsn())" })
	void slotThatSomebodyHasMovedOrMadeAnewIsKeptAndTheGapTold(String statements) {
		try (TestStream stream = stream(false, LostSlotPolicy.RECREATE).start()) {
			stream.awaitStreaming();
			insert(1);
			stream.awaitInserts(1);
			whileAway(stream, statements);
			await().until(() -> !stream.gaps().isEmpty());
			insert(4);
			stream.awaitInsertOf("4");
			assertThat(stream.inserted()).contains("3").doesNotContain("2");
			assertThat(stream.gaps()).singleElement()
				.satisfies((gap) -> assertThat(gap.reason()).contains("somebody has moved it, or made it anew"));
		}
	}

	@Test
	void slotThatSomebodyHasMovedStopsTheStreamUnlessItMayGoOn() {
		try (TestStream stream = stream(false, LostSlotPolicy.FAIL).start()) {
			stream.awaitStreaming();
			insert(1);
			stream.awaitInserts(1);
			whileAway(stream, "SELECT pg_replication_slot_advance('%1$s', pg_current_wal_lsn())");
			assertThat(stream.awaitProblem("somebody has moved it, or made it anew")).contains("on-lost=recreate");
			assertThat(stream.inserted()).doesNotContain("3");
		}
	}

	@Test
	void slotThatAnotherInstanceHasStreamedFromIsNotTakenForLost() {
		try (TestStream first = stream(false, LostSlotPolicy.FAIL).start();
				TestStream second = stream(false, LostSlotPolicy.FAIL).reconnect(TestStream.SOON)) {
			first.awaitStreaming();
			insert(1);
			first.awaitInserts(1);
			second.start();
			second.awaitProblem("is in use");
			terminate(first);
			second.awaitStreaming();
			first.awaitProblem("is in use");
			insert(2);
			second.awaitInsertOf("2");
			second.stop();
			insert(3);
			first.awaitInsertOf("3");
			first.awaitStreaming();
			assertThat(first.gaps()).isEmpty();
			assertThat(second.gaps()).isEmpty();
		}
	}

	@Test
	void slotThatIsDroppedWhileNobodyStreamsStopsTheStreamUnlessThatIsForgotten() {
		streamAndLeave();
		dropSlot();
		try (TestStream stream = stream(false, LostSlotPolicy.FAIL).start()) {
			String action = stream.awaitProblem("was lost while nobody streamed from it (it does not exist any more)");
			assertThat(stream.status().state()).isEqualTo(ReplicationStatus.State.CONNECTING);
			assertThat(action).contains("realtime.slot.on-lost=recreate");
			this.database.execute(action.substring(action.indexOf("COMMENT ON")));
			stream.awaitStreaming();
			assertThat(stream.gaps()).isEmpty();
		}
	}

	@Test
	void slotThatIsDroppedWhileNobodyStreamsIsMadeAnewAndTheGapTold() {
		Lsn before = streamAndLeave();
		dropSlot();
		insert(2);
		try (TestStream stream = stream(false, LostSlotPolicy.RECREATE).start()) {
			stream.awaitStreaming();
			insert(3);
			stream.awaitInsertOf("3");
			assertThat(stream.told()).startsWith("Gap");
			assertThat(stream.inserted()).doesNotContain("2");
			assertThat(stream.gaps()).singleElement().satisfies((gap) -> {
				assertThat(gap.reason()).contains("does not exist any more");
				assertThat(gap.from()).isEqualTo(before);
				assertThat(gap.to()).isGreaterThan(before);
			});
		}
		try (TestStream stream = stream(false, LostSlotPolicy.FAIL).start()) {
			insert(4);
			stream.awaitInsertOf("4");
			assertThat(stream.gaps()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"SELECT pg_drop_replication_slot('%1$s'); SELECT pg_create_logical_replication_slot('%1$s', 'pgoutput')",
			"SELECT pg_replication_slot_advance('%1$s', pg_current_wal_lsn())" })
	void slotThatIsMovedOrMadeAnewWhileNobodyStreamsIsAGap(String statements) {
		String slot = stream(false, LostSlotPolicy.FAIL).slotName();
		streamAndLeave();
		insert(2);
		this.database.execute(statements.formatted(slot).split("; "));
		insert(3);
		try (TestStream stream = stream(false, LostSlotPolicy.FAIL).start()) {
			stream.awaitInsertOf("3");
			assertThat(stream.told()).startsWith("Gap");
			assertThat(stream.inserted()).doesNotContain("2");
		}
	}

	@Test
	void slotThatAnUpgradeHasTakenAlongIsStreamedOnFromAfterAGap() {
		OwnTable inbox = new OwnTable("inbox", List.of(new OwnTable.Column("slot", "text")), "CHECK (true)", true);
		streamAndLeave();
		pretendAnotherServer();
		try (TestStream stream = stream(false, LostSlotPolicy.FAIL).ownTable(inbox)) {
			this.database.execute(inbox.creation(), "INSERT INTO inbox VALUES ('%s')".formatted(stream.slotName()));
			insert(2);
			stream.start().awaitInsertOf("2");
			assertThat(stream.told()).startsWith("Gap");
			assertThat(stream.gaps()).singleElement()
				.satisfies((gap) -> assertThat(gap.reason()).contains("the server is another one"));
			assertThat(this.database.query("SELECT count(*) FROM inbox")).isEqualTo("0");
		}
		try (TestStream stream = stream(false, LostSlotPolicy.FAIL).start()) {
			insert(3);
			stream.awaitInsertOf("3");
			assertThat(stream.gaps()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(LostSlotPolicy.class)
	void slotThatAnUpgradeHasLeftBehindIsLost(LostSlotPolicy onLost) {
		streamAndLeave();
		pretendAnotherServer();
		dropSlot();
		try (TestStream stream = stream(false, onLost).start()) {
			if (onLost == LostSlotPolicy.FAIL) {
				stream.awaitProblem("while nobody streamed from it (the server is another one, with system identifier");
			}
			else {
				await().until(() -> stream.gaps().size() == 1);
				insert(2);
				stream.awaitInsertOf("2");
			}
		}
	}

	/**
	 * Leave the note that would be found after an upgrade, or in a copy.
	 */
	private void pretendAnotherServer() {
		TestStream stream = stream(false, LostSlotPolicy.FAIL);
		this.database.execute("COMMENT ON PUBLICATION %s IS 'Realtime: slot %s, system 4711, timeline 1, left at FF/0'"
			.formatted(SqlNames.identifier(stream.publication()), stream.slotName()));
	}

	@Test
	void gapThatNobodyWasToldOfIsToldByTheNextStream() {
		streamAndLeave();
		dropSlot();
		AtomicInteger attempts = new AtomicInteger();
		try (TestStream stream = stream(false, LostSlotPolicy.RECREATE).onGap((gap) -> {
			attempts.incrementAndGet();
			throw new IllegalStateException("down");
		})) {
			stream.start();
			await().until(() -> attempts.get() > 0);
		}
		try (TestStream stream = stream(false, LostSlotPolicy.FAIL).start()) {
			await().until(() -> stream.gaps().size() == 1);
		}
		try (TestStream stream = stream(false, LostSlotPolicy.FAIL).start()) {
			insert(2);
			stream.awaitInsertOf("2");
			assertThat(stream.gaps()).isEmpty();
		}
	}

	@Test
	void slotIsNotedUnlessSomebodyHasWrittenAComment() {
		streamAndLeave();
		assertThat(comment()).startsWith("Realtime: slot realtime_").contains(", left at ");
		try (TestStream stream = stream(false, LostSlotPolicy.FAIL).start()) {
			stream.awaitStreaming();
			assertThat(comment()).startsWith("Realtime: slot realtime_").doesNotContain("left");
			this.database.execute(
					"COMMENT ON PUBLICATION %s IS 'of the shop'".formatted(SqlNames.identifier(stream.publication())));
		}
		assertThat(comment()).isEqualTo("of the shop");
	}

	@ParameterizedTest
	@EnumSource(value = Provisioning.class, names = { "VALIDATE", "NONE" })
	void whereThePublicationIsNotOursTheNoteIsReadAndNotWritten(Provisioning provisioning) {
		streamAndLeave();
		String comment = comment();
		try (TestStream stream = stream(false, LostSlotPolicy.FAIL).provisioning(provisioning).start()) {
			insert(2);
			stream.awaitInsertOf("2");
		}
		try (TestStream stream = stream(false, LostSlotPolicy.FAIL).provisioning(provisioning).start()) {
			insert(3);
			stream.awaitInsertOf("3");
			assertThat(stream.gaps()).isEmpty();
		}
		assertThat(comment()).isEqualTo(comment);
		dropSlot();
		try (TestStream stream = stream(false, LostSlotPolicy.FAIL).provisioning(provisioning).start()) {
			stream.awaitProblem("was lost while nobody streamed from it");
		}
	}

	/**
	 * Stream for a while.
	 * @return the position that the slot was left at
	 */
	private Lsn streamAndLeave() {
		TestStream stream = stream(false, LostSlotPolicy.FAIL);
		try (stream) {
			stream.start().awaitStreaming();
			insert(1);
			stream.awaitInsertOf("1");
		}
		await().until(() -> "f".equals(active(stream)));
		return Lsn
			.parse(this.database.query("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '%s'"
				.formatted(stream.slotName())));
	}

	private void dropSlot() {
		this.database
			.execute("SELECT pg_drop_replication_slot('%s')".formatted(stream(false, LostSlotPolicy.FAIL).slotName()));
	}

	private String comment() {
		return this.database.query("SELECT obj_description(oid, 'pg_publication') FROM pg_publication");
	}

	@Test
	void aStandbyChangesNothing(CapturedOutput output) {
		this.database.execute("CREATE TABLE parts (id int PRIMARY KEY, name text)");
		try (TestStream first = stream(false, LostSlotPolicy.FAIL).start();
				TestStream second = stream(false, LostSlotPolicy.FAIL).table("parts")) {
			first.awaitStreaming();
			second.start();
			second.awaitProblem("is in use");
			assertThat(output).doesNotContain("ALTER PUBLICATION");
			first.stop();
			second.awaitStreaming();
			assertThat(output).contains("ADD TABLE \"public\".\"parts\"");
			assertThat(second.gaps()).isEmpty();
		}
	}

	@Test
	void failoverSlotIsSynchronizedToStandbysFrom17On() {
		try (TestStream stream = new TestStream(this.database).table("items")
			.slot(false, true, LostSlotPolicy.FAIL)
			.start()) {
			stream.awaitStreaming();
			assertThat(this.database
				.query("SELECT to_jsonb(s) ->> 'failover' FROM pg_replication_slots s WHERE slot_name = '%s'"
					.formatted(stream.slotName())))
				.isEqualTo((PostgresServer.version() >= 17) ? "true" : null);
		}
	}

	@Test
	@EnabledIf("synchronizesSlots")
	void slotThatWasMadeWithoutFailoverIsAlteredOrReported() {
		streamAndLeave();
		try (TestStream stream = new TestStream(this.database).table("items")
			.slot(false, true, LostSlotPolicy.FAIL)
			.provisioning(Provisioning.VALIDATE)
			.start()) {
			await().until(() -> String.valueOf(stream.status().warning()).contains("is not synced to standbys"));
			assertThat(stream.status().problem()).isNull();
		}
		try (TestStream stream = new TestStream(this.database).table("items")
			.slot(false, true, LostSlotPolicy.FAIL)
			.start()) {
			await()
				.until(() -> String.valueOf(stream.status().warning()).contains("synchronized_standby_slots is empty"));
			insert(2);
			stream.awaitInsertOf("2");
		}
	}

	static boolean synchronizesSlots() {
		return PostgresServer.version() >= 17;
	}

	private TestStream stream(boolean temporary, LostSlotPolicy onLost) {
		return new TestStream(this.database).table("items").slot(temporary, false, onLost).reconnect(LATER);
	}

	/**
	 * Do something while the connection is broken: after the row 2 was inserted, and
	 * before the row 3.
	 */
	private void whileAway(TestStream stream, String statements) {
		terminate(stream);
		await().pollInterval(Duration.ofMillis(5)).until(() -> "f".equals(active(stream)));
		insert(2);
		this.database.execute(statements.formatted(stream.slotName()).split("; "));
		insert(3);
	}

	private void insert(int id) {
		this.database.execute("INSERT INTO items VALUES (%d, 'some')".formatted(id));
	}

	private void drop(TestStream stream) {
		terminate(stream);
		await().pollInterval(Duration.ofMillis(5)).until(() -> "f".equals(active(stream)));
		this.database.execute("SELECT pg_drop_replication_slot('%s')".formatted(stream.slotName()));
	}

	private void terminate(TestStream stream) {
		await().until(() -> "t".equals(this.database
			.query("SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE slot_name = '%s'"
				.formatted(stream.slotName()))));
	}

	private String active(TestStream stream) {
		return this.database
			.query("SELECT active FROM pg_replication_slots WHERE slot_name = '%s'".formatted(stream.slotName()));
	}

}
