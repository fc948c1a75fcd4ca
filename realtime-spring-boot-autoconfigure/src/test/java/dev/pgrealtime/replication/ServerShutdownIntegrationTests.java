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

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.pgrealtime.faults.SlowFault;
import dev.pgrealtime.support.OwnPostgresServer;
import dev.pgrealtime.support.OwnPostgresServer.Shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server that is stopped waits for us no longer than it must, and is streamed from
 * again when it comes back.
 */
class ServerShutdownIntegrationTests {

	private static final String TABLE = "CREATE TABLE items (id int PRIMARY KEY, name text)";

	@ParameterizedTest
	@EnumSource
	@SlowFault
	void isNotHeldUpAndStreamedFromAgain(Shutdown mode) throws SQLException {
		try (OwnPostgresServer server = new OwnPostgresServer().start();
				TestStream stream = new TestStream(server.database()).table("items")) {
			server.database().execute(TABLE);
			stream.start().awaitStreaming().awaitLooks(1);
			insert(server, 1);
			stream.awaitInsertOf("1");
			Connection kept = stream.connections().openKept();
			server.shutDown(mode);
			await().until(() -> !server.isRunning());
			assertThat(kept.isClosed() || mode != Shutdown.SMART).isTrue();
			server.stop();
			stream.awaitProblem("refused");
			server.start();
			insert(server, 2);
			stream.awaitInsertOf("2");
			stream.awaitStreaming();
			assertThat(stream.gaps()).isEmpty();
		}
	}

	@Test
	void isNotHeldUpByAListenerThatDoesNotReturn() {
		Semaphore permits = new Semaphore(0);
		try (OwnPostgresServer server = new OwnPostgresServer().start();
				TestStream stream = new TestStream(server.database()).table("items")) {
			server.database().execute(TABLE);
			stream.onInsert(permits::acquireUninterruptibly).start().awaitStreaming();
			insert(server, 1);
			await().until(permits::hasQueuedThreads);
			server.shutDown(Shutdown.FAST);
			await().until(() -> !server.isRunning());
			assertThat(stream.inserted()).isEmpty();
			permits.release(10);
			server.stop();
			server.start();
			insert(server, 2);
			stream.awaitInsertOf("2");
			assertThat(stream.inserted()).contains("1");
			assertThat(stream.gaps()).isEmpty();
		}
	}

	private static void insert(OwnPostgresServer server, int id) {
		server.database().execute("INSERT INTO items VALUES (%d, 'some')".formatted(id));
	}

}
