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

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.pgrealtime.EntityUpdated;
import dev.pgrealtime.RealtimeRegistrar;
import dev.pgrealtime.RealtimeRegistry;
import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.structure.StructureIntegrationTests.Account;
import dev.pgrealtime.structure.StructureIntegrationTests.BankConfiguration;
import dev.pgrealtime.structure.StructureIntegrationTests.Entry;
import dev.pgrealtime.support.EventRecorder;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tables change their shape while they are streamed, or while nobody listens.
 */
@ExtendWith(OutputCaptureExtension.class)
class SchemaChangeIntegrationTests {

	private final TestDatabase database = PostgresServer.newDatabase();

	private ConfigurableApplicationContext context;

	private EventRecorder recorder;

	@BeforeEach
	void start() {
		this.database.execute("CREATE TABLE account (id int PRIMARY KEY, name text)",
				"CREATE TABLE entry (id int PRIMARY KEY, account_id int, amount int)",
				"CREATE TABLE measurement (id int, site int, value int, PRIMARY KEY (id, site))");
		restart();
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	private void restart() {
		if (this.context != null) {
			this.context.close();
		}
		this.context = TestApplication.streaming(this.database, BankConfiguration.class);
		this.recorder = TestApplication.recorder(this.context);
	}

	/**
	 * Change tables and rows.
	 * @param running whether the application runs meanwhile, or is started afterwards
	 * @param statements the statements
	 */
	private void change(boolean running, String... statements) {
		if (!running) {
			this.context.close();
		}
		this.database.execute(statements);
		if (!running) {
			restart();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aColumnThatIsAddedIsIgnoredAndReportedOnce(boolean running, CapturedOutput output) {
		change(running, "INSERT INTO account VALUES (1, 'Ada')", "ALTER TABLE account ADD nick text",
				"INSERT INTO account VALUES (2, 'Grace', 'Amazing')", "ALTER TABLE account ADD age int DEFAULT 3",
				"UPDATE account SET nick = 'x' WHERE id = 2",
				"BEGIN; ALTER TABLE account ADD a int; INSERT INTO account VALUES (3, 'Alan'); ALTER TABLE account ADD b int; "
						+ "INSERT INTO account VALUES (4, 'Edsger'); COMMIT");
		awaitEvents(5);
		assertThat(this.recorder.events()).extracting((event) -> ((Account) event.newEntity()).name)
			.containsExactly("Ada", "Grace", "Grace", "Alan", "Edsger");
		assertThat(this.recorder.events())
			.allSatisfy((event) -> assertThat(event.newImage().unknownAttributes()).isEmpty());
		assertThat(((EntityUpdated<?>) this.recorder.events().get(2)).changedAttributes()).isEmpty();
		assertThat(output.toString().lines().filter((line) -> line.contains("Ignoring column nick of public.account")))
			.hasSize(1);
		assertThat(problem()).isNull();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aColumnThatIsGoneIsUnknown(boolean running, CapturedOutput output) {
		change(running, "INSERT INTO account VALUES (1, 'Ada')", "ALTER TABLE account RENAME name TO title",
				"INSERT INTO account VALUES (2, 'Grace')", "ALTER TABLE account DROP title",
				"INSERT INTO account VALUES (3)");
		awaitEvents(3);
		assertThat(this.recorder.events()).extracting((event) -> event.newImage().unknownAttributes().toString())
			.containsExactly("[]", "[name]", "[name]");
		assertThat(output.toString().lines().filter((line) -> line.contains("Attribute 'name' of Account is unknown")))
			.hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aColumnOfAnotherTypeThatFitsGoesOn(boolean running) {
		change(running, "INSERT INTO entry VALUES (1, 1, 100)", "ALTER TABLE entry ALTER amount TYPE bigint",
				"INSERT INTO entry VALUES (2, 1, 200)", "ALTER TABLE entry ALTER amount TYPE numeric(10, 2)",
				"INSERT INTO entry VALUES (3, 1, 300)", "ALTER TABLE entry ALTER amount TYPE text",
				"INSERT INTO entry VALUES (4, 1, '400')");
		awaitEvents(4);
		assertThat(this.recorder.events()).extracting((event) -> ((Entry) event.newEntity()).amount)
			.containsExactly(100, 200, 300, 400);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aColumnThatDoesNotFitStopsItsEntityAndNoOther(boolean running) {
		change(running, "INSERT INTO entry VALUES (1, 1, 100)",
				"ALTER TABLE entry ALTER amount TYPE text; INSERT INTO entry VALUES (2, 1, 'much')",
				"INSERT INTO account VALUES (1, 'Ada')", "INSERT INTO entry VALUES (3, 1, '300')",
				"INSERT INTO account VALUES (2, 'Grace')");
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
		this.context.close();
		this.context = TestApplication.streaming(this.database, RepairedConfiguration.class);
		this.recorder = TestApplication.recorder(this.context);
		awaitEvents(4);
		assertThat(told()).containsExactly("Entry 2", "Account 1", "Entry 3", "Account 2");
		assertThat(this.recorder.events().get(0).newImage().unknownAttributes()).containsExactly("amount");
		assertThat(problem()).isNull();
	}

	@Test
	void aTableThatIsRenamedStopsItsEntityAndNoOther() {
		this.database.execute("INSERT INTO entry VALUES (1, 1, 100)", "ALTER TABLE entry RENAME TO entries",
				"INSERT INTO entries VALUES (2, 1, 200)", "INSERT INTO account VALUES (1, 'Ada')",
				"INSERT INTO entries VALUES (3, 1, 300)", "INSERT INTO account VALUES (2, 'Grace')");
		await().until(() -> told().contains("Account 2"));
		assertThat(told()).containsExactly("Entry 1", "Account 1", "Account 2");
		assertThat(problem()).contains("public.entry is now called public.entries");
	}

	@Test
	void anIdentityThatChangesTellsAsMuchAsItHas() {
		this.database.execute("INSERT INTO account VALUES (1, 'Ada')",
				"UPDATE account SET name = 'b'; ALTER TABLE account REPLICA IDENTITY DEFAULT; UPDATE account SET name = 'c'",
				"UPDATE account SET name = 'd'", "UPDATE account SET id = 2",
				"ALTER TABLE account REPLICA IDENTITY FULL; DELETE FROM account");
		awaitEvents(6);
		assertThat(this.recorder.events().subList(1, 6))
			.extracting(
					(event) -> (event.oldImage() != null) ? event.oldImage().unknownAttributes().toString() : "none")
			.containsExactly("[]", "none", "none", "[name]", "[]");
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

	@Configuration(proxyBeanMethods = false)
	static class RepairedConfiguration extends BankConfiguration {

		@Bean
		RealtimeRegistrar entriesWithoutTheirAmount() {
			return (registry) -> registry.register(RealtimeRegistry.Registration.of(Entry.class).withExclude("amount"));
		}

	}

}
