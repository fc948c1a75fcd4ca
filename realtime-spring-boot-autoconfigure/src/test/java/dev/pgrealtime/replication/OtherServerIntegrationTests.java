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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.pgrealtime.support.OwnPostgresServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What answers at the address of the server is another one all of a sudden, or the same
 * one with another past.
 */
class OtherServerIntegrationTests {

	private static final String TABLE = "CREATE TABLE items (id int PRIMARY KEY, name text)";

	@ParameterizedTest
	@EnumSource(LostSlotPolicy.class)
	void anotherServerIsNotStreamedFromUnlessTheSlotMayBeMadeAnew(LostSlotPolicy onLost) {
		try (OwnPostgresServer server = new OwnPostgresServer().start(); TestStream stream = stream(server, onLost)) {
			begin(server, stream);
			server.stop();
			server.replace(null);
			server.start().database().execute(TABLE);
			if (onLost == LostSlotPolicy.FAIL) {
				stream.awaitProblem("the server is another one, with system identifier");
				assertThat(server.database().query("SELECT count(*) FROM pg_publication")).isEqualTo("0");
			}
			else {
				await().until(() -> stream.gaps().size() == 1);
				insert(server, 2);
				stream.awaitInsertOf("2");
			}
		}
	}

	@ParameterizedTest
	@EnumSource(LostSlotPolicy.class)
	void aPromotedStandbyThatHasEverythingIsStreamedOnFrom(LostSlotPolicy onLost) {
		try (OwnPostgresServer server = new OwnPostgresServer().start(); TestStream stream = stream(server, onLost)) {
			begin(server, stream);
			server.stop();
			server.promote();
			server.start();
			insert(server, 2);
			stream.awaitInsertOf("2");
			stream.awaitStreaming();
			assertThat(server.database().query("SELECT timeline_id FROM pg_control_checkpoint()")).isEqualTo("2");
			assertThat(stream.gaps()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(LostSlotPolicy.class)
	void aPromotedStandbyThatLacksWhatWasDeliveredIsAGap(LostSlotPolicy onLost) {
		try (OwnPostgresServer server = new OwnPostgresServer().start(); TestStream stream = stream(server, onLost)) {
			begin(server, stream);
			server.stop();
			Path behind = server.copy();
			server.start();
			insert(server, 2);
			stream.awaitInsertOf("2");
			server.stop();
			server.replace(behind);
			server.promote();
			server.start();
			await().until(() -> stream.gaps().size() == 1);
			assertThat(stream.gaps().get(0).reason()).contains("The server has gone back to");
			insert(server, 3);
			stream.awaitInsertOf("3");
			stream.awaitStreaming();
			assertThat(stream.gaps()).hasSize(1);
		}
	}

	private static TestStream stream(OwnPostgresServer server, LostSlotPolicy onLost) {
		return new TestStream(server.database()).table("items").slot(false, false, onLost);
	}

	private static void begin(OwnPostgresServer server, TestStream stream) {
		server.database().execute(TABLE);
		stream.start().awaitStreaming();
		insert(server, 1);
		stream.awaitInsertOf("1");
	}

	private static void insert(OwnPostgresServer server, int id) {
		server.database().execute("INSERT INTO items VALUES (%d, 'some')".formatted(id));
	}

}
