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

package dev.pgrealtime.backend;

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.pgrealtime.hub.HubBackend;
import dev.pgrealtime.hub.HubEnvelope;
import dev.pgrealtime.replication.Backoff;
import dev.pgrealtime.replication.ConnectionSettings;
import dev.pgrealtime.replication.NotificationListener;
import dev.pgrealtime.replication.PgConnections;
import dev.pgrealtime.support.FaultProxy;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link PostgresBackend}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PostgresBackendIntegrationTests extends AbstractHubBackendTests {

	private static final String CHANNEL = "Odd \"ch\u00e4nnel\"";

	private static final String LISTENERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'backend'";

	private static TestDatabase database;

	private static HikariDataSource dataSource;

	@BeforeAll
	static void openPool() {
		database = PostgresServer.newDatabase();
		dataSource = pool();
	}

	private static HikariDataSource pool() {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(database.url());
		pool.setUsername(database.username());
		pool.setPassword(database.password());
		return pool;
	}

	@AfterAll
	static void closePool() {
		dataSource.close();
	}

	@Override
	protected HubBackend newBackend() {
		return newBackend(database.url());
	}

	private static PostgresBackend newBackend(String url) {
		return newBackend(url, dataSource);
	}

	private static PostgresBackend newBackend(String url, DataSource dataSource) {
		PgConnections connections = new PgConnections(
				new ConnectionSettings(url, database.username(), database.password()), "backend");
		Backoff backoff = new Backoff(Duration.ofMillis(10), Duration.ofMillis(100));
		return new PostgresBackend(dataSource,
				new NotificationListener(connections, CHANNEL, backoff, Duration.ofMillis(500)), CHANNEL);
	}

	@Override
	protected PlatformTransactionManager transactionManager() {
		return new JdbcTransactionManager(dataSource);
	}

	@Override
	protected void awaitReceiving(Inbox inbox) throws InterruptedException {
		assertThat(inbox.nextMissed()).isNotNull();
	}

	@Test
	void everyInstanceReceives() throws InterruptedException {
		HubBackend other = newBackend();
		Inbox inbox = start(other);
		HubEnvelope envelope = envelope("chat", "tenant", "1");
		other.publish(envelope);
		assertThat(inbox.next()).isEqualTo(envelope);
		assertThat(inbox().next()).isEqualTo(envelope);
		other.stop();
	}

	@Test
	void refusesFromEightThousandBytesOn() {
		HubEnvelope empty = envelope("chat", null, "");
		int room = 7999 - EnvelopeText.write(empty).length();
		HubEnvelope largest = new HubEnvelope(empty.position(), "chat", null, "x".repeat(room - 2) + "\u00e9");
		backend().publish(largest);
		assertThat(inbox().nextPayload()).isEqualTo(largest.payload());
		HubEnvelope tooLarge = new HubEnvelope(empty.position(), "chat", null, "x".repeat(room - 1) + "\u00e9");
		assertThatIllegalArgumentException().isThrownBy(() -> backend().publish(tooLarge))
			.withMessage("The message for channel 'chat' has 8000 bytes, %d of them payload, and PostgreSQL's NOTIFY "
					+ "carries less than 8000. Store what is large, and publish its identifier", room + 1);
	}

	@Test
	void refusedMessageLeavesTransactionAsItIs() {
		new TransactionTemplate(transactionManager()).executeWithoutResult((status) -> {
			backend().publish(envelope("chat", null, "1"));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> backend().publish(envelope("chat", null, "x".repeat(8000))));
		});
		assertThat(inbox().nextPayload()).isEqualTo("1");
	}

	@Test
	void poolWithoutAutoCommitSendsAtOnce() {
		try (HikariDataSource pool = pool()) {
			pool.setAutoCommit(false);
			NotificationListener unused = new NotificationListener(
					new PgConnections(new ConnectionSettings(database.url(), null, null), "backend"), CHANNEL,
					new Backoff(Duration.ofMillis(10), Duration.ofMillis(10)), Duration.ofSeconds(1));
			new PostgresBackend(pool, unused, CHANNEL).publish(envelope("chat", null, "1"));
			assertThat(inbox().nextPayload()).isEqualTo("1");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void messageOfWhatRunsAfterTheTransactionIsSentWhateverThePool(boolean autoCommit) {
		try (HikariDataSource pool = pool()) {
			pool.setAutoCommit(autoCommit);
			PostgresBackend late = newBackend(database.url(), pool);
			TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
			transaction.executeWithoutResult((status) -> TransactionSynchronizationManager
				.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void afterCommit() {
						late.publish(envelope("chat", null, "1"));
						late.publish(envelope("chat", null, "2"));
					}

					@Override
					public void afterCompletion(int ignored) {
						late.publish(envelope("chat", null, "3"));
					}

				}));
			assertThat(List.of(inbox().nextPayload(), inbox().nextPayload(), inbox().nextPayload()))
				.containsExactlyInAnyOrder("1", "2", "3");
			transaction.executeWithoutResult((status) -> {
				late.publish(envelope("chat", null, "lost"));
				status.setRollbackOnly();
			});
			transaction.executeWithoutResult((status) -> late.publish(envelope("chat", null, "4")));
			assertThat(inbox().nextPayload()).isEqualTo("4");
		}
	}

	@Test
	void messagesOfAScopeWithoutTransactionAreSentAtOnce() {
		try (HikariDataSource pool = pool()) {
			pool.setAutoCommit(false);
			PostgresBackend backend = newBackend(database.url(), pool);
			TransactionTemplate scope = new TransactionTemplate(new JdbcTransactionManager(pool));
			scope.setPropagationBehavior(TransactionDefinition.PROPAGATION_SUPPORTS);
			scope.executeWithoutResult((status) -> {
				backend.publish(envelope("chat", null, "1"));
				backend.publish(envelope("chat", null, "2"));
				assertThat(inbox().nextPayload()).isEqualTo("1");
				assertThat(inbox().nextPayload()).isEqualTo("2");
			});
		}
	}

	@Test
	void messageOfForeignTransactionWaitsForItsCommit() {
		try (HikariDataSource other = pool()) {
			new TransactionTemplate(new JdbcTransactionManager(other)).executeWithoutResult((status) -> {
				backend().publish(envelope("chat", null, "lost"));
				status.setRollbackOnly();
			});
			new TransactionTemplate(new JdbcTransactionManager(other)).executeWithoutResult((status) -> {
				backend().publish(envelope("chat", null, "2"));
				new TransactionTemplate(transactionManager())
					.executeWithoutResult((inner) -> backend().publish(envelope("chat", null, "1")));
			});
			assertThat(inbox().nextPayload()).isEqualTo("1");
			assertThat(inbox().nextPayload()).isEqualTo("2");
		}
	}

	@Test
	void connectsAgainAndSaysThatSomethingMayBeMissing(CapturedOutput output) throws InterruptedException {
		database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'backend'");
		assertThat(inbox().nextMissed()).isEqualTo("the connection for messages was made anew");
		backend().publish(envelope("chat", null, "1"));
		assertThat(inbox().nextPayload()).isEqualTo("1");
		assertThat(output).contains("Messages of other instances do not arrive until")
			.contains("Listening for messages again");
	}

	@Test
	void noticesConnectionThatIsDead() throws InterruptedException {
		try (FaultProxy network = new FaultProxy(database)) {
			PostgresBackend remote = newBackend(network.database().url());
			Inbox inbox = start(remote);
			network.blackHole();
			backend().publish(envelope("chat", null, "lost"));
			await().until(() -> network.accepted() > 1);
			network.restore();
			assertThat(inbox.nextMissed()).isNotNull();
			backend().publish(envelope("chat", null, "next"));
			assertThat(inbox.nextPayload()).isEqualTo("next");
			remote.stop();
		}
	}

	@Test
	void connectsOnceServerIsThere() throws InterruptedException {
		try (FaultProxy network = new FaultProxy(database)) {
			network.blackHole();
			PostgresBackend early = newBackend(network.database().url());
			Inbox inbox = new Inbox();
			early.start(inbox);
			await().until(() -> network.accepted() > 0);
			network.resetAll();
			network.restore();
			assertThat(inbox.nextMissed()).isNotNull();
			early.stop();
		}
	}

	@Test
	void passesOverWhatSomebodyElseNotifies(CapturedOutput output) {
		database.execute("NOTIFY \"%s\", 'hello'".formatted(CHANNEL.replace("\"", "\"\"")));
		backend().publish(envelope("chat", null, "1"));
		assertThat(inbox().nextPayload()).isEqualTo("1");
		assertThat(output).contains("Passing over a notification on channel");
	}

	@Test
	void leavesNothingBehind() {
		assertThat(database.query(LISTENERS)).isEqualTo("1");
		backend().stop();
		await().until(() -> database.query(LISTENERS).equals("0"));
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName).doesNotContain("realtime-listen");
	}

	private Inbox start(HubBackend backend) throws InterruptedException {
		Inbox inbox = new Inbox();
		backend.start(inbox);
		awaitReceiving(inbox);
		return inbox;
	}

}
