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

package dev.pgrealtime.structure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;

import dev.pgrealtime.EntityImage;
import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeEntity;
import dev.pgrealtime.RealtimeEvent;
import dev.pgrealtime.RealtimeRegistrar;
import dev.pgrealtime.RealtimeRegistry;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.structure.StructureIntegrationTests.Account;
import dev.pgrealtime.structure.StructureIntegrationTests.Entry;
import dev.pgrealtime.support.EventRecorder;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tables change their shape while they are streamed, or while nobody listens, between
 * transactions and within one.
 */
@ExtendWith(OutputCaptureExtension.class)
class SchemaChangeIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	private ConfigurableApplicationContext context;

	private EventRecorder recorder;

	@BeforeEach
	void start() {
		this.database.execute("CREATE TYPE state AS ENUM ('OPEN', 'CLOSED')", "CREATE TYPE urgency AS ENUM ('low')",
				"CREATE TABLE account (id int PRIMARY KEY, name text)",
				"CREATE TABLE entry (id int PRIMARY KEY, account_id int, amount int)",
				"CREATE TABLE ticket (id int PRIMARY KEY, state state, urgency urgency)");
		start(DeskConfiguration.class);
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	private void start(Class<?> configuration) {
		this.context = TestApplication.streaming(this.database, configuration);
		this.recorder = TestApplication.recorder(this.context);
	}

	private void restart(Class<?> configuration) {
		this.context.close();
		start(configuration);
	}

	@EveryWay
	void aColumnThatIsAddedIsIgnoredAndReportedOnce(boolean running, boolean inside, CapturedOutput output) {
		change(running, inside, "INSERT INTO account VALUES (1, 'Ada')", "ALTER TABLE account ADD nick text",
				"INSERT INTO account VALUES (2, 'Grace', 'Amazing')",
				"ALTER TABLE account ADD age int NOT NULL DEFAULT 3", "UPDATE account SET nick = 'x' WHERE id = 2",
				"INSERT INTO account VALUES (3, 'Alan')", "DELETE FROM account WHERE id = 1");
		awaitEvents(5);
		assertThat(told()).containsExactly("Account 1", "Account 2", "Account 2", "Account 3", "Account 1");
		assertThat(newImages(4)).extracting((image) -> ((Account) image.entity()).name)
			.containsExactly("Ada", "Grace", "Grace", "Alan");
		assertThat(newImages(4)).extracting(EntityImage::unknownAttributes).containsOnly(Set.of());
		assertThat(this.recorder.events().get(4).oldImage().unknownAttributes()).isEmpty();
		assertThat(((EntityUpdated<?>) this.recorder.events().get(2)).changedAttributes()).isEmpty();
		assertThat(output.toString().lines().filter((line) -> line.contains("Ignoring column nick of public.account")))
			.hasSize(1);
		assertThat(problem()).isNull();
	}

	@EveryWay
	void aColumnThatIsDroppedIsUnknown(boolean running, boolean inside, CapturedOutput output) {
		change(running, inside, "INSERT INTO account VALUES (1, 'Ada')", "ALTER TABLE account DROP name",
				"INSERT INTO account VALUES (2)", "UPDATE account SET id = 3 WHERE id = 1",
				"DELETE FROM account WHERE id = 2");
		assertThatNameIsUnknownAndReportedOnce(output);
	}

	@EveryWay
	void aColumnThatIsRenamedIsUnknown(boolean running, boolean inside, CapturedOutput output) {
		change(running, inside, "INSERT INTO account VALUES (1, 'Ada')", "ALTER TABLE account RENAME name TO title",
				"INSERT INTO account VALUES (2, 'Grace')", "UPDATE account SET id = 3, title = 'x' WHERE id = 1",
				"DELETE FROM account WHERE id = 2");
		assertThatNameIsUnknownAndReportedOnce(output);
	}

	private void assertThatNameIsUnknownAndReportedOnce(CapturedOutput output) {
		awaitEvents(4);
		assertThat(told()).containsExactly("Account 1", "Account 2", "Account 3", "Account 2");
		assertThat(newImages(3)).extracting(EntityImage::unknownAttributes)
			.containsExactly(Set.of(), Set.of("name"), Set.of("name"));
		EntityUpdated<?> update = (EntityUpdated<?>) this.recorder.events().get(2);
		assertThat(update.oldImage().unknownAttributes()).containsExactly("name");
		assertThat(update.changedAttributes()).containsExactly("id");
		assertThat(update.undeterminedAttributes()).containsExactly("name");
		assertThat(this.recorder.events().get(3).oldImage().unknownAttributes()).containsExactly("name");
		assertThat(output.toString().lines().filter((line) -> line.contains("Attribute 'name' of Account is unknown")))
			.singleElement()
			.asString()
			.contains("column name of public.account is not published. Add or rename the column");
		assertThat(problem()).isNull();
	}

	@EveryWay
	void aColumnOfAnotherTypeThatFitsGoesOn(boolean running, boolean inside) {
		change(running, inside, "INSERT INTO entry VALUES (1, 1, 100)", "ALTER TABLE entry ALTER amount TYPE bigint",
				"INSERT INTO entry VALUES (2, 1, 200)", "ALTER TABLE entry ALTER amount TYPE numeric(10, 2)",
				"INSERT INTO entry VALUES (3, 1, 300)", "ALTER TABLE entry ALTER amount TYPE text",
				"INSERT INTO entry VALUES (4, 1, '400')");
		awaitEvents(4);
		assertThat(newImages(4)).extracting((image) -> ((Entry) image.entity()).amount)
			.containsExactly(100, 200, 300, 400);
		assertThat(newImages(4)).extracting(EntityImage::unknownAttributes).containsOnly(Set.of());
		assertThat(problem()).isNull();
	}

	@EveryWay
	void aColumnThatDoesNotFitStopsItsEntityAndNoOther(boolean running, boolean inside) {
		change(running, inside, "INSERT INTO entry VALUES (1, 1, 100)", "ALTER TABLE entry ALTER amount TYPE text",
				"INSERT INTO entry VALUES (2, 1, 'much')", "INSERT INTO account VALUES (1, 'Ada')",
				"INSERT INTO entry VALUES (3, 1, '300')", "INSERT INTO account VALUES (2, 'Grace')");
		await().until(() -> told().contains("Account 2"));
		assertThat(told()).containsExactly("Entry 1", "Account 1", "Account 2");
		assertThat(problem()).contains("Entry", "amount", "public.entry", "'much'", "id '2'");
		assertThat(status().action()).contains("Mend the mapping");
	}

	@Test
	void whatIsHeldBackIsNotConfirmedAndArrivesAfterTheRepair() {
		this.database.execute("INSERT INTO account VALUES (0, 'Barbara')");
		awaitEvents(1);
		this.database.execute("ALTER TABLE entry ALTER amount TYPE text; INSERT INTO entry VALUES (2, 1, 'much')",
				"INSERT INTO account VALUES (1, 'Ada')", "INSERT INTO entry VALUES (3, 1, '300')",
				"INSERT INTO account VALUES (2, 'Grace')");
		await().until(() -> told().contains("Account 2"));
		assertThat(told()).containsExactly("Account 0", "Account 1", "Account 2");
		restart(RepairedConfiguration.class);
		awaitEvents(4);
		assertThat(told()).containsExactly("Entry 2", "Account 1", "Entry 3", "Account 2");
		assertThat(this.recorder.events().get(0).newImage().unknownAttributes()).containsExactly("amount");
		assertThat(problem()).isNull();
	}

	@EveryWay
	void aLabelThatIsAddedArrivesWhereTheAttributeCanHoldIt(boolean running, boolean inside) {
		List<String> changes = new ArrayList<>(transactions(inside, "INSERT INTO ticket VALUES (1, 'OPEN', 'low')",
				"ALTER TYPE urgency ADD VALUE 'high' BEFORE 'low'", "ALTER TYPE state ADD VALUE 'LOST'",
				"INSERT INTO ticket VALUES (2, 'CLOSED', 'low')"));
		// The server lets no transaction use a label that it has added itself
		changes.addAll(List.of("INSERT INTO ticket VALUES (3, 'OPEN', 'high')",
				"INSERT INTO ticket VALUES (4, 'LOST', 'high')", "INSERT INTO account VALUES (1, 'Ada')",
				"INSERT INTO ticket VALUES (5, 'OPEN', 'low')", "INSERT INTO account VALUES (2, 'Grace')"));
		change(running, changes);
		await().until(() -> told().contains("Account 2"));
		assertThat(told()).containsExactly("Ticket 1", "Ticket 2", "Ticket 3", "Account 1", "Account 2");
		assertThat(newImages(3)).extracting((image) -> ((Ticket) image.entity()).urgency)
			.containsExactly("low", "low", "high");
		assertThat(newImages(3)).extracting(EntityImage::unknownAttributes).containsOnly(Set.of());
		assertThat(problem()).contains("'state' of Ticket", "public.ticket", "state 'LOST'", "id '4'");
		assertThat(status().action()).contains("Mend the mapping");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aTableThatIsRenamedStopsItsEntityAndNoOther(boolean inside) {
		rename(inside);
		await().until(() -> told().contains("Account 2"));
		assertThat(told()).containsExactly("Entry 1", "Account 1", "Account 2");
		assertThat(problem()).contains("public.entry is now called public.entries");
		assertThat(status().action()).contains("Map the entity to the new name");
		restart(RenamedConfiguration.class);
		await().until(() -> told().contains("Account 2"));
		assertThat(told()).containsSubsequence("Entry 2", "Account 1", "Entry 3", "Account 2");
		assertThat(problem()).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aTableThatIsRenamedWhileNobodyListensIsKnownByItsNewName(boolean inside) {
		this.context.close();
		rename(inside);
		start(RenamedConfiguration.class);
		awaitEvents(5);
		assertThat(told()).containsExactly("Entry 1", "Entry 2", "Account 1", "Entry 3", "Account 2");
		assertThat(newImages(5)).extracting(EntityImage::unknownAttributes).containsOnly(Set.of());
		assertThat(problem()).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aTableThatIsMissingIsWaitedFor(boolean inside) {
		this.context.close();
		rename(inside);
		this.context = TestApplication.start(this.database, DeskConfiguration.class,
				"realtime.retry.initial-interval=20ms", "realtime.retry.max-interval=50ms");
		this.recorder = TestApplication.recorder(this.context);
		await().until(() -> problem() != null && problem().contains("Table \"entry\" of a registered entity"));
		assertThat(status().action()).contains("correct the mapping");
		assertThat(told()).isEmpty();
		this.database.execute("ALTER TABLE entries RENAME TO entry");
		awaitEvents(5);
		assertThat(told()).containsExactly("Entry 1", "Entry 2", "Account 1", "Entry 3", "Account 2");
	}

	private void rename(boolean inside) {
		change(true, inside, "INSERT INTO entry VALUES (1, 1, 100)", "ALTER TABLE entry RENAME TO entries",
				"INSERT INTO entries VALUES (2, 1, 200)", "INSERT INTO account VALUES (1, 'Ada')",
				"INSERT INTO entries VALUES (3, 1, 300)", "INSERT INTO account VALUES (2, 'Grace')");
	}

	@Test
	void aTableThatIsMadeAnewIsStreamedOnAndTheGapTold() {
		this.context.close();
		this.context = TestApplication.streaming(this.database, DeskConfiguration.class,
				"realtime.watchdog.interval=100ms");
		this.recorder = TestApplication.recorder(this.context);
		this.database.execute("INSERT INTO account VALUES (1, 'Ada')", "DROP TABLE account",
				"CREATE TABLE account (name text, id int PRIMARY KEY)");
		await().until(() -> !this.recorder.gaps().isEmpty());
		this.database.execute("INSERT INTO account VALUES ('Grace', 2)", "UPDATE account SET name = 'Amazing Grace'");
		await().until(() -> Collections.frequency(told(), "Account 2") == 2);
		assertThat(told()).startsWith("Account 1").endsWith("Account 2", "Account 2");
		EntityUpdated<?> update = (EntityUpdated<?>) this.recorder.events().get(this.recorder.events().size() - 1);
		assertThat(update.changedAttributes()).containsExactly("name");
		assertThat(this.recorder.gaps()).hasSize(1);
		assertThat(problem()).isNull();
	}

	@EveryWay
	void anIdentityThatChangesTellsAsMuchAsItHas(boolean running, boolean inside) {
		change(running, inside, "INSERT INTO account VALUES (1, 'Ada')", "UPDATE account SET name = 'b'",
				"ALTER TABLE account REPLICA IDENTITY DEFAULT", "UPDATE account SET name = 'c'",
				"UPDATE account SET name = 'd'", "UPDATE account SET id = 2",
				"ALTER TABLE account REPLICA IDENTITY FULL", "DELETE FROM account");
		awaitEvents(6);
		assertThat(this.recorder.events().subList(1, 6))
			.extracting(
					(event) -> (event.oldImage() != null) ? event.oldImage().unknownAttributes().toString() : "none")
			.containsExactly("[]", "none", "none", "[name]", "[]");
		assertThat(newImages(5)).extracting(EntityImage::unknownAttributes).containsOnly(Set.of());
		assertThat(problem()).isNull();
	}

	/**
	 * Change tables and rows.
	 * @param running whether the application runs meanwhile, or is started afterwards
	 * @param inside whether all is one transaction, or each statement one of its own
	 * @param statements the statements
	 */
	private void change(boolean running, boolean inside, String... statements) {
		change(running, transactions(inside, statements));
	}

	private void change(boolean running, List<String> transactions) {
		if (!running) {
			this.context.close();
		}
		this.database.execute(transactions.toArray(String[]::new));
		if (!running) {
			start(DeskConfiguration.class);
		}
	}

	private static List<String> transactions(boolean inside, String... statements) {
		return inside ? List.of("BEGIN; " + String.join("; ", statements) + "; COMMIT") : List.of(statements);
	}

	private ReplicationStatus status() {
		return TestApplication.worker(this.context).status();
	}

	private String problem() {
		return status().problem();
	}

	private void awaitEvents(int count) {
		await().until(() -> this.recorder.events().size() == count);
	}

	private List<String> told() {
		return this.recorder.events().stream().map((event) -> event.model() + ' ' + event.id()).toList();
	}

	private List<? extends EntityImage<?>> newImages(int count) {
		return this.recorder.events().subList(0, count).stream().map(RealtimeEvent::newImage).toList();
	}

	/**
	 * A test that takes whether the application runs while a table changes, and whether
	 * all changes are one transaction.
	 */
	@Retention(RetentionPolicy.RUNTIME)
	@ParameterizedTest(name = "running = {0}, in one transaction = {1}")
	@CsvSource({ "true, false", "true, true", "false, false", "false, true" })
	@interface EveryWay {

	}

	enum State {

		OPEN, CLOSED

	}

	@Entity(name = "Ticket")
	@Table(name = "ticket")
	@RealtimeEntity
	static class Ticket {

		@Id
		Integer id;

		@JdbcTypeCode(SqlTypes.NAMED_ENUM)
		State state;

		String urgency;

	}

	@Entity(name = "Entry")
	@Table(name = "entries")
	@RealtimeEntity
	static class RenamedEntry {

		@Id
		Integer id;

		int accountId;

		int amount;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(EventRecorder.class)
	static class DeskConfiguration {

		@Bean
		PersistenceManagedTypes managedTypes() {
			return PersistenceManagedTypes.of(Account.class.getName(), Entry.class.getName(), Ticket.class.getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RepairedConfiguration extends DeskConfiguration {

		@Bean
		RealtimeRegistrar entriesWithoutTheirAmount() {
			return (registry) -> registry.register(RealtimeRegistry.Registration.of(Entry.class).withExclude("amount"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RenamedConfiguration extends DeskConfiguration {

		@Bean
		@Override
		PersistenceManagedTypes managedTypes() {
			return PersistenceManagedTypes.of(Account.class.getName(), RenamedEntry.class.getName(),
					Ticket.class.getName());
		}

	}

}
