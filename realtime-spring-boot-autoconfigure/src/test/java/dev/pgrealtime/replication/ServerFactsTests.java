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

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ServerFacts}.
 */
class ServerFactsTests {

	@Test
	void readsVersion() {
		assertThat(ServerFacts.judge(row("180006", "logical"))).isEqualTo(new ServerFacts(180006));
	}

	@ParameterizedTest
	@CsvSource({ "140000, false, false", "160011, false, false", "170000, false, true", "180000, true, true" })
	void knowsWhatTheVersionCanDo(int version, boolean generatedColumns, boolean failoverSlots) {
		ServerFacts facts = new ServerFacts(version);
		assertThat(facts.publishesGeneratedColumns()).isEqualTo(generatedColumns);
		assertThat(facts.synchronizesSlots()).isEqualTo(failoverSlots);
	}

	@ParameterizedTest
	@ValueSource(strings = { "90624", "130022", "139999" })
	void refusesServerBelow14(String version) {
		assertThatExceptionOfType(ReplicationException.class)
			.isThrownBy(() -> ServerFacts.judge(row(version, "logical")))
			.withMessageContaining("PostgreSQL 13.22")
			.satisfies((ex) -> assertThat(ex.action()).contains("Upgrade the server to PostgreSQL 14"));
	}

	@Test
	void refusesServerThatIsNotPostgres() {
		Map<String, @Nullable String> row = row("130000", "logical");
		row.put("name", "CockroachDB CCL v25.2.0");
		assertThatExceptionOfType(ReplicationException.class).isThrownBy(() -> ServerFacts.judge(row))
			.withMessage("CockroachDB CCL v25.2.0 is not a PostgreSQL server")
			.satisfies((ex) -> assertThat(ex.action()).contains("realtime.connection.url", "realtime.enabled=false"));
	}

	@Test
	void refusesServerThatSaysNothing() {
		assertThatExceptionOfType(ReplicationException.class).isThrownBy(() -> ServerFacts.judge(null))
			.withMessageContaining("is not a PostgreSQL server");
	}

	@ParameterizedTest
	@ValueSource(strings = { "minimal", "replica" })
	void refusesServerWhoseWalIsNotLogical(String walLevel) {
		assertThatExceptionOfType(ReplicationException.class)
			.isThrownBy(() -> ServerFacts.judge(row("180006", walLevel)))
			.withMessageContaining("wal_level=" + walLevel)
			.satisfies((ex) -> assertThat(ex.action()).contains("ALTER SYSTEM SET wal_level = 'logical';"));
	}

	private static Map<String, @Nullable String> row(String version, String walLevel) {
		Map<String, @Nullable String> row = new HashMap<>();
		row.put("name", "PostgreSQL 13.22 on x86_64-pc-linux-gnu");
		row.put("version", "13.22");
		row.put("version_num", version);
		row.put("wal_level", walLevel);
		return row;
	}

}
