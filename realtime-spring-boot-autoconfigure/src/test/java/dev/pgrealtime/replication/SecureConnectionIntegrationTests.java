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

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.pgrealtime.faults.SlowFault;
import dev.pgrealtime.support.FaultProxy;
import dev.pgrealtime.support.OwnPostgresServer;
import dev.pgrealtime.support.ServerCertificates;
import dev.pgrealtime.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A stream over TLS, from a server that wants a password, and whatever happens to
 * certificate and password meanwhile.
 */
class SecureConnectionIntegrationTests {

	@Test
	@SlowFault
	void isMadeAgainOnceCertificateAndPasswordAreRightAgain(@TempDir Path directory) {
		ServerCertificates certificates = new ServerCertificates(directory).issue("ip:127.0.0.1", "-1d", 5);
		try (OwnPostgresServer server = new OwnPostgresServer(certificates.settings()).start();
				FaultProxy network = new FaultProxy(server.database())) {
			TestDatabase database = server.database();
			prepare(database);
			String url = network.database().url() + "?sslmode=verify-full&sslrootcert=" + certificates.authority();
			try (TestStream stream = new TestStream(database).table("items")
				.silenceTimeout(Duration.ofSeconds(2))
				.connection(url, "careful", "first")
				.start()) {
				stream.awaitStreaming();
				assertThat(database.query("SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_replication USING (pid)"))
					.isEqualTo("t");
				insert(database, 1);
				stream.awaitInsertOf("1");

				certificates.issue("ip:127.0.0.1", "-5d", 2);
				disconnect(database, "SELECT pg_reload_conf()");
				assertThat(stream.awaitProblem("No secure connection to the server")).contains("its dates");
				assertThat(stream.status().problem()).contains("NotAfter");

				certificates.issue("dns:elsewhere.example.com", "-1d", 5);
				database.query("SELECT pg_reload_conf()");
				assertThat(stream.awaitProblem("127.0.0.1 could not be verified"))
					.contains("that it is for the host name of the URL");

				certificates.issue("ip:127.0.0.1", "-1d", 5);
				database.query("SELECT pg_reload_conf()");
				insert(database, 2);
				stream.awaitStreaming().awaitInsertOf("2");

				database.execute("ALTER ROLE careful PASSWORD 'second'");
				disconnect(database, "SELECT 1");
				assertThat(stream.awaitProblem("password authentication failed for user \"careful\""))
					.contains("Check realtime.connection.username and password", "asked for at each attempt");
				stream.connection(url, "careful", "second");
				insert(database, 3);
				stream.awaitStreaming().awaitInsertOf("3");

				network.trickle(20, Duration.ofMillis(150));
				insert(database, 4);
				stream.awaitInsertOf("4");
				network.restore();
				assertThat(stream.inserted()).containsExactly("1", "2", "3", "4");

				network.blackHole();
				stream.awaitProblem("has been silent");
				network.restore();
				insert(database, 5);
				stream.awaitStreaming().awaitInsertOf("5");
				assertThat(stream.gaps()).isEmpty();
			}
		}
	}

	private static void prepare(TestDatabase database) {
		database.execute("CREATE TABLE items (id int PRIMARY KEY, name text)",
				"CREATE ROLE careful LOGIN SUPERUSER PASSWORD 'first'",
				"COPY (VALUES ('hostssl all careful 127.0.0.1/32 scram-sha-256'), ('host all postgres 127.0.0.1/32 trust')) TO '%s'"
					.formatted(database.query("SHOW hba_file")),
				"SELECT pg_reload_conf()");
		await().until(() -> "2".equals(database.query("SELECT count(*) FROM pg_hba_file_rules")));
	}

	private static void disconnect(TestDatabase database, String statement) {
		database.execute(statement,
				"SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE application_name = 'test'");
	}

	private static void insert(TestDatabase database, int id) {
		database.execute("INSERT INTO items VALUES (%d, 'some')".formatted(id));
	}

}
