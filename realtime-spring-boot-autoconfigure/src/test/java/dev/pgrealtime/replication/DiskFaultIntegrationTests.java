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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import dev.pgrealtime.faults.SlowFault;
import dev.pgrealtime.support.OwnPostgresServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The disk of the server is full while it decodes a transaction that does not fit its
 * memory. Needs the right to mount a small one.
 */
@SlowFault
@EnabledIf("mayMount")
class DiskFaultIntegrationTests {

	private final OwnPostgresServer server = new OwnPostgresServer("logical_decoding_work_mem=64kB");

	private final Path disk = this.server.directory().resolve("pg_replslot");

	static boolean mayMount() throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("disk");
		boolean mounted = run("mount", "-t", "tmpfs", "tmpfs", directory.toString());
		return mounted && run("umount", directory.toString());
	}

	@BeforeEach
	void startWithSmallDisk() throws IOException, InterruptedException {
		this.server.start();
		this.server.database().execute("CREATE TABLE items (id int PRIMARY KEY, name text)");
		this.server.stop();
		assertThat(run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", this.disk.toString())).isTrue();
		this.server.start();
	}

	@AfterEach
	void stop() throws IOException, InterruptedException {
		this.server.stop();
		assertThat(run("umount", this.disk.toString())).isTrue();
		this.server.close();
	}

	@Test
	void aTransactionThatCannotBeSpilledArrivesOnceThereIsRoom() throws IOException, InterruptedException {
		try (TestStream stream = new TestStream(this.server.database()).table("items").start()) {
			stream.awaitStreaming();
			this.server.database()
				.execute("INSERT INTO items SELECT i, repeat('x', 500) FROM generate_series(1, 20000) AS i");
			stream.awaitProblem("No space left on device");
			assertThat(run("mount", "-o", "remount,size=200m", this.disk.toString())).isTrue();
			stream.awaitInsertOf("20000");
			stream.awaitStreaming();
			assertThat(stream.inserted()).hasSize(20000);
			assertThat(stream.gaps()).isEmpty();
		}
	}

	private static boolean run(String... command) throws IOException, InterruptedException {
		return new ProcessBuilder(command).start().waitFor() == 0;
	}

}
