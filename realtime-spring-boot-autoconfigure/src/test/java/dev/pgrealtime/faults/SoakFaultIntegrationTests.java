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

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

import dev.pgrealtime.replication.ReplicationStatus;
import dev.pgrealtime.support.FaultProxy;
import dev.pgrealtime.support.OwnPostgresServer;
import dev.pgrealtime.support.OwnPostgresServer.Shutdown;
import dev.pgrealtime.support.TestApplication;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One fault after another, while rows are written: after each the rows that can be made
 * of the events are those of the table. Runs for as long as {@code soak.duration} says,
 * with {@code soak.pause} between two faults; {@code soak.seed} chooses the faults and
 * what is written.
 */
@SlowFault
class SoakFaultIntegrationTests {

	private static final Log logger = LogFactory.getLog(SoakFaultIntegrationTests.class);

	private static final Duration DURATION = Duration.parse(System.getProperty("soak.duration", "PT40S"));

	private static final Duration PAUSE = Duration.parse(System.getProperty("soak.pause", "PT0.5S"));

	private static final long SEED = Long.getLong("soak.seed", System.nanoTime());

	private final OwnPostgresServer server = new OwnPostgresServer("fsync=off");

	private final Random random = new Random(SEED);

	private TestDatabase database;

	private FaultProxy network;

	private Walsender walsender;

	private StateOracle oracle;

	@BeforeEach
	void start() {
		this.database = this.server.start().database();
		this.network = new FaultProxy(this.database);
		this.walsender = new Walsender(this.database);
		this.oracle = Bank.found(this.database);
	}

	@AfterEach
	void stop() {
		this.network.close();
		this.server.close();
	}

	@Test
	void whateverHappensNothingIsLostOrMadeUp() throws Exception {
		logger.info("-Dsoak.seed=%d -Dsoak.duration=%s -Dsoak.pause=%s".formatted(SEED, DURATION, PAUSE));
		try (ConfigurableApplicationContext context = Bank.streaming(this.network.database(), this.oracle,
				"realtime.connection.silence-timeout=1s", "realtime.watchdog.interval=200ms",
				"realtime.retry.initial-interval=20ms", "realtime.retry.max-interval=200ms")) {
			long start = System.nanoTime();
			int round = 0;
			while (System.nanoTime() - start < DURATION.toNanos()) {
				Fault fault = Fault.values()[this.random.nextInt(Fault.values().length)];
				logger.info("Round %d: %s after %d events".formatted(++round, fault, this.oracle.count()));
				this.oracle.faultHappened();
				try (Workload workload = Workload.start(this.database, SEED + round, 3)) {
					pause();
					inflict(fault, context);
					long committed = workload.committed();
					await().until(() -> workload.committed() > committed + 20);
				}
				this.oracle.verify(context);
				await().untilAsserted(() -> {
					ReplicationStatus status = TestApplication.worker(context).status();
					assertThat(status.state()).isEqualTo(ReplicationStatus.State.STREAMING);
					assertThat(status.problem()).isNull();
				});
			}
		}
		// The server does not stop while somebody is attached
		await().until(() -> this.walsender.process() == null);
	}

	private static void pause() throws InterruptedException {
		assertThat(new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
	}

	private void inflict(Fault fault, ConfigurableApplicationContext context) throws IOException, InterruptedException {
		switch (fault) {
			case WALSENDER_KILLED -> {
				String process = await().until(this.walsender::process, (id) -> id != null);
				new ProcessBuilder("kill", "-9", process).start().waitFor();
			}
			case WALSENDER_TERMINATED -> {
				for (int i = 0; i < 5; i++) {
					this.walsender.replace();
				}
			}
			case BLACK_HOLE -> {
				this.network.blackHole();
				awaitProblem(context);
				this.network.restore();
			}
			case SILENT_SERVER -> {
				this.network.blackHole(FaultProxy.Direction.TO_CLIENT);
				awaitProblem(context);
				this.network.restore();
			}
			case HALF_OPEN -> this.network.loseServer();
			case CUT -> this.network.cutAfter(this.random.nextInt(5000));
			case TRICKLE -> {
				this.network.trickle(1 + this.random.nextInt(7), Duration.ofMillis(1));
				pause();
				this.network.restore();
			}
			case RESTART -> restart(Shutdown.FAST);
			case CRASH -> restart(Shutdown.IMMEDIATE);
		}
	}

	private static void awaitProblem(ConfigurableApplicationContext context) {
		await().until(() -> TestApplication.worker(context).status().problem() != null);
	}

	private void restart(Shutdown mode) {
		this.server.shutDown(mode);
		await().until(() -> !this.server.isRunning());
		this.server.stop();
		this.server.start();
	}

	private enum Fault {

		WALSENDER_KILLED, WALSENDER_TERMINATED, BLACK_HOLE, SILENT_SERVER, HALF_OPEN, CUT, TRICKLE, RESTART, CRASH

	}

}
