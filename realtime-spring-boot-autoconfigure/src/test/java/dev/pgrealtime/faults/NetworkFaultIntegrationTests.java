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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.ConfigurableApplicationContext;

import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.support.FaultProxy;
import dev.pgrealtime.support.FaultProxy.Direction;
import dev.pgrealtime.support.PostgresServer;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever the network does, it is noticed, and nothing is lost or made up.
 */
class NetworkFaultIntegrationTests {

	private static final String[] IMPATIENT = { "realtime.connection.silence-timeout=1s",
			"realtime.watchdog.interval=200ms", "realtime.retry.initial-interval=20ms",
			"realtime.retry.max-interval=100ms" };

	/** What one row that is inserted is as messages, and somewhat more. */
	private static final int TRANSACTION_LENGTH = 330;

	private final TestDatabase database = PostgresServer.newDatabase();

	private final FaultProxy network = new FaultProxy(this.database);

	private StateOracle oracle;

	@BeforeEach
	void createTable() {
		this.oracle = Bank.found(this.database);
	}

	@AfterEach
	void closeNetwork() {
		this.network.close();
	}

	static Stream<Named<Consumer<FaultProxy>>> silences() {
		return Stream.of(Named.of("both ways", FaultProxy::blackHole),
				Named.of("to the client", (network) -> network.blackHole(Direction.TO_CLIENT)),
				Named.of("to the server", (network) -> network.blackHole(Direction.TO_SERVER)));
	}

	@ParameterizedTest
	@MethodSource("silences")
	void silenceIsNoticed(Consumer<FaultProxy> fault) {
		try (ConfigurableApplicationContext context = streaming("")) {
			insert(1);
			this.oracle.verify(context);
			this.oracle.faultHappened();
			fault.accept(this.network);
			await().until(() -> String.valueOf(status(context).problem()).contains("has been silent for PT1S"));
			insert(2);
			this.network.restore();
			awaitRecovery(context);
		}
	}

	@Test
	void aHalfOpenConnectionIsNoticedAndReplaced() {
		try (ConfigurableApplicationContext context = streaming("")) {
			insert(1);
			this.oracle.verify(context);
			this.oracle.faultHappened();
			String process = process();
			this.network.loseServer();
			insert(2);
			await().until(() -> !process.equals(process()));
			awaitRecovery(context);
		}
	}

	@Test
	void aServerThatHearsNothingFromUsEndsABusyStream() {
		try (ConfigurableApplicationContext context = streaming("&options=-c%20wal_sender_timeout=1s");
				Workload workload = Workload.start(this.database, 1, 1)) {
			await().until(() -> this.oracle.count() > 20);
			this.oracle.faultHappened();
			this.network.blackHole(Direction.TO_SERVER);
			await().until(() -> status(context).problem() != null);
			this.network.restore();
			workload.stop();
			awaitRecovery(context);
		}
	}

	static Stream<Named<Consumer<FaultProxy>>> breaks() {
		return Stream.of(Named.of("end", FaultProxy::endAll), Named.of("reset", FaultProxy::resetAll));
	}

	@ParameterizedTest
	@MethodSource("breaks")
	@SlowFault
	void aConnectionThatBreaksAgainAndAgainLosesNothing(Consumer<FaultProxy> fault) {
		try (ConfigurableApplicationContext context = streaming("");
				Workload workload = Workload.start(this.database, 2, 2)) {
			this.oracle.faultHappened();
			for (int i = 0; i < 10; i++) {
				long seen = this.oracle.count();
				await().until(() -> this.oracle.count() > seen + 20);
				fault.accept(this.network);
			}
			workload.stop();
			awaitRecovery(context);
		}
	}

	@Test
	void bytesThatTrickleAreReadAsWhatTheyAre() {
		try (ConfigurableApplicationContext context = streaming("")) {
			this.network.trickle(1, Duration.ofNanos(500_000));
			for (int i = 0; i < 5; i++) {
				insert(i);
			}
			await().until(() -> this.oracle.count() == 5);
			this.network.restore();
			this.oracle.verify(context);
		}
	}

	@Test
	@SlowFault
	void bytesThatComeMoreSlowlyThanAPollAreReadAsWhatTheyAre() {
		// The server's answers are behind the changes, so they come late
		try (ConfigurableApplicationContext context = streaming("", "realtime.connection.silence-timeout=5s",
				"realtime.slot.lease-duration=1m", "realtime.watchdog.interval=1h")) {
			this.network.trickle(7, Duration.ofMillis(150));
			insert(1);
			insert(2);
			await().atMost(Duration.ofMinutes(2)).until(() -> this.oracle.count() == 2);
			this.network.restore();
			this.oracle.verify(context);
		}
	}

	@Test
	void aMessageThatDoesNotComeToItsEndIsNotWaitedForForLong() {
		try (ConfigurableApplicationContext context = streaming("")) {
			this.oracle.faultHappened();
			this.network.trickle(7, Duration.ofSeconds(3));
			insert(1);
			await().until(() -> status(context).problem() != null);
			this.network.restore();
			awaitRecovery(context);
		}
	}

	@Test
	void aCutInsideAMessageLosesNothing() {
		cut(IntStream.iterate(1, (offset) -> offset < TRANSACTION_LENGTH, (offset) -> offset + 41));
	}

	@Test
	@SlowFault
	void aCutAtAnyByteLosesNothing() {
		cut(IntStream.range(0, TRANSACTION_LENGTH));
	}

	private void cut(IntStream offsets) {
		try (ConfigurableApplicationContext context = streaming("")) {
			offsets.forEach((offset) -> {
				this.oracle.faultHappened();
				long seen = this.oracle.count();
				this.network.cutAfter(offset);
				insert(offset);
				await().until(() -> !this.network.isCutAhead());
				await().until(() -> this.oracle.count() > seen);
			});
			awaitRecovery(context);
		}
	}

	@Test
	@SlowFault
	void aListenerThatTakesLongerThanTheServerIsPatientIsWaitedFor() {
		CountDownLatch release = new CountDownLatch(1);
		this.oracle.whenCompleted((commitLsn) -> {
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		try (ConfigurableApplicationContext context = streaming("&options=-c%20wal_sender_timeout=1s",
				"realtime.listener.buffer-size=100KB")) {
			String process = process();
			try (Workload workload = Workload.start(this.database, 3, 2)) {
				// Several times as long as the server waits, and more than the buffer
				// holds
				await().pollDelay(Duration.ofSeconds(6)).until(() -> workload.committed() > 1000);
			}
			assertThat(process()).isEqualTo(process);
			assertThat(status(context).problem()).isNull();
			release.countDown();
			this.oracle.verify(context);
			assertThat(process()).isEqualTo(process);
		}
	}

	@Test
	@SlowFault
	void aLongTransactionOfOtherTablesIsNoSilence() {
		this.database.execute("CREATE TABLE noise (filler bigint)");
		try (ConfigurableApplicationContext context = streaming("&options=-c%20wal_sender_timeout=0")) {
			String process = process();
			this.database.execute("INSERT INTO noise SELECT generate_series(1, 2000000)");
			insert(1);
			await().atMost(Duration.ofMinutes(2)).until(() -> this.oracle.count() == 1);
			assertThat(process()).isEqualTo(process);
			this.oracle.verify(context);
		}
	}

	private String process() {
		return this.database
			.query("SELECT active_pid FROM pg_replication_slots WHERE database = '%s'".formatted(this.database.name()));
	}

	private ConfigurableApplicationContext streaming(String urlParameters, String... more) {
		List<String> properties = new ArrayList<>(List.of(IMPATIENT));
		properties.add(
				"realtime.connection.url=%s?sslmode=disable%s".formatted(this.network.database().url(), urlParameters));
		properties.addAll(List.of(more));
		return Bank.streaming(this.database, this.oracle, properties.toArray(String[]::new));
	}

	private void awaitRecovery(ConfigurableApplicationContext context) {
		await().until(() -> status(context).state() == ReplicationStatus.State.STREAMING
				&& status(context).problem() == null);
		this.oracle.verify(context);
	}

	private static ReplicationStatus status(ConfigurableApplicationContext context) {
		return TestApplication.worker(context).status();
	}

	private void insert(int id) {
		this.database.execute("INSERT INTO account VALUES (%d, 'somebody', 1, NULL)".formatted(id));
	}

}
