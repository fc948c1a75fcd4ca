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

import java.io.EOFException;
import java.sql.SQLException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReplicationErrors}.
 */
class ReplicationErrorsTests {

	private final ConnectionSettings settings = new ConnectionSettings("jdbc:postgresql://db.example.com/shop", "app",
			"secret");

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			42501 | may not replicate             | ALTER ROLE "app" REPLICATION;
			53300 | no connection left            | Raise max_wal_senders
			53400 | no replication slot left      | Raise max_replication_slots
			55006 | 'shop_slot' is in use         | realtime.slot.name
			55P03 | locked by somebody else       | tried again
			08P01 | a pooler such as PgBouncer    | Set realtime.connection.url
			42601 | a pooler such as PgBouncer    | Set realtime.connection.url
			28P01 | db.example.com/shop ended     | realtime.connection.username and password
			28000 | db.example.com/shop ended     | pg_hba.conf
			3D000 | db.example.com/shop ended     | Create the database
			28000 | db.example.com/shop ended     | ALTER ROLE "app" LOGIN
			08001 | db.example.com/shop ended     | if the server comes back
			08004 | db.example.com/shop ended     | Check the password, and sslmode
			57P01 | db.example.com/shop ended     | if the server comes back
			XX000 | db.example.com/shop ended     | server's log
			""")
	void namesTheRemedyByState(String state, String description, String action) {
		SQLException cause = new SQLException("FATAL: sentence of the server", state);
		ReplicationException problem = ReplicationErrors.translate(cause, this.settings, "shop_slot");
		assertThat(problem).hasMessageContaining(description).hasCause(cause);
		assertThat(problem.action()).contains(action);
		assertThat(problem.getMessage() + problem.action()).doesNotContain("secret");
	}

	@ParameterizedTest
	@NullAndEmptySource
	@ValueSource(strings = { "?", "toolong" })
	void copesWithAnyState(String state) {
		ReplicationException problem = ReplicationErrors.translate(new SQLException("what", state), this.settings, "s");
		assertThat(problem).hasMessage("The stream from app at jdbc:postgresql://db.example.com/shop ended: what");
		assertThat(problem.action()).contains("server's log");
	}

	@Test
	void quotesTheFirstLineOfTheServerOnly() {
		SQLException cause = new SQLException("ERROR: first\n  Detail: second", "XX000");
		assertThat(ReplicationErrors.translate(cause, this.settings, "s")).hasMessageEndingWith("ERROR: first");
	}

	@Test
	void copesWithAnErrorThatSaysNothing() {
		assertThat(ReplicationErrors.translate(new SQLException(null, null, 0), this.settings, "s"))
			.hasMessageEndingWith("null");
	}

	@Test
	void quotesTheRole() {
		ConnectionSettings odd = new ConnectionSettings("jdbc:postgresql:shop", "o\"dd", null);
		assertThat(ReplicationErrors.translate(new SQLException("no", "42501"), odd, "s").action())
			.contains("ALTER ROLE \"o\"\"dd\" REPLICATION;");
		ConnectionSettings unknown = new ConnectionSettings("jdbc:postgresql:shop?user=app", null, null);
		assertThat(ReplicationErrors.translate(new SQLException("no", "42501"), unknown, "s").action())
			.contains("ALTER ROLE … REPLICATION;");
	}

	@ParameterizedTest
	@CsvSource({ "08001, true", "08006, true", "08004, false", "57P01, true", "57P03, true", "53300, true",
			"53400, true", "55006, true", "55P03, true", "08P01, false", "28P01, false", "3D000, false", "42501, false",
			"42601, false", "XX000, false", ", false" })
	void knowsWhatMayPass(String state, boolean expected) {
		assertThat(ReplicationErrors.mayPass(new SQLException("what", state))).isEqualTo(expected);
	}

	@Test
	void listsStatementsReadyToBeExecuted() {
		List<String> statements = List.of("ALTER TABLE a REPLICA IDENTITY FULL", "SELECT 1");
		assertThat(ReplicationErrors.outOfStep(statements, Provisioning.VALIDATE))
			.hasMessageContaining("realtime.provisioning=validate");
		assertThat(ReplicationErrors.outOfStep(statements, Provisioning.NONE))
			.hasMessageContaining("realtime.provisioning=none");
		assertThat(ReplicationErrors.outOfStep(statements, Provisioning.NONE).action().lines()).containsExactly(
				"Execute as the owner of the tables:", "ALTER TABLE a REPLICA IDENTITY FULL;", "SELECT 1;");
		assertThat(ReplicationErrors.notPermitted(statements, new SQLException("ERROR: must be owner", "42501"))
			.action()
			.lines()).contains("SELECT 1;");
	}

	@Test
	void aMessageThatDoesNotFitIntoMemoryNeedsALargerHeap() {
		ReplicationException problem = ReplicationErrors.broken(this.settings, new OutOfMemoryError("Java heap space"));
		assertThat(problem).hasMessageContaining("does not fit into memory: Java heap space");
		assertThat(problem.action()).startsWith("Give the application a larger heap");
	}

	@Test
	void anEndWithoutAWordIsOneThatMayPass() {
		ReplicationException problem = ReplicationErrors.broken(this.settings, new EOFException("gone"));
		assertThat(problem).hasMessageContaining("gone");
		assertThat(problem.action()).contains("tried again");
	}

}
